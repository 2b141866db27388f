/** The page of features is the table of features. */
import { expect, test } from 'vitest'
import { isFeaturePageCurrent, toFeaturePage } from './generate-features.ts'

test('docs/routing-features.md is generated from the table', () => {
  expect(toFeaturePage()).toMatch(/\| `cellSuccess` \| O \| log-odds \|/)
  expect(isFeaturePageCurrent()).toBe(true)
})
