/** The configuration of every vendor in the operator's documentation is one that the daemon takes. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pspSchema, pspVendors } from './schema.ts'

const page = readFileSync(new URL('../../../../../docs/psps.md', import.meta.url), 'utf8')
const examples = [...page.matchAll(/```json\n([^`]+)```/g)].map(([, text = '']) => JSON.parse(text) as { readonly vendor: string })

test.each(examples.map((example) => [example.vendor, example] as const))('%s', (_vendor, example) => {
  expect(pspSchema.safeParse(example).error?.issues ?? []).toEqual([])
})

test('no vendor is left out', () => {
  expect(examples.map(({ vendor }) => vendor).sort()).toEqual(pspVendors.filter((vendor) => vendor !== 'sandbox').sort())
})
