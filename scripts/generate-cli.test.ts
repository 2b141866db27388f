/** The page of commands is their own help. */
import { expect, test } from 'vitest'
import { isCommandPageCurrent, toCommandPage } from './generate-cli.ts'

test('docs/reference/cli.md is what the commands say', () => {
  expect(toCommandPage()).toMatch(/^## paynode order create$/m)
  expect(isCommandPageCurrent()).toBe(true)
})
