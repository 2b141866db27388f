/** The page of errors is the catalogue, and every error's docsPath leads to a heading of it. */
import { expect, test } from 'vitest'
import { BaseError } from '../packages/sdk/src/errors/base.ts'
import { type ErrorCode, errorCatalogue } from '../packages/sdk/src/errors/catalogue.ts'
import { isErrorPageCurrent, toErrorPage } from './generate-errors.ts'

test('docs/errors.md is generated from the catalogue', () => {
  expect(isErrorPageCurrent()).toBe(true)
})

test.each(Object.keys(errorCatalogue) as ErrorCode[])('%s has a place to read on', (code) => {
  const { docsPath } = new BaseError('x', { code })
  const headings = [...toErrorPage().matchAll(/^### (\S+)$/gm)].map(([, heading = '']) => `docs/errors.md#${heading.toLowerCase()}`)
  expect(headings).toContain(docsPath)
})
