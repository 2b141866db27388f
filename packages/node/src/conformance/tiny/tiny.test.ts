/** The smallest adapter keeps the rules, and the documentation shows it as it is. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startSimulator } from '../../simulators/base/startSimulator.ts'
import { runConformance } from '../runConformance.ts'
import type { ConformanceSubject } from '../types.ts'
import { createTinyAdapter } from './createTinyAdapter.ts'
import { createTinyDefinition } from './tinyDefinition.ts'

const key = 'tiny-key-0123456789'
const tinySubject: ConformanceSubject = {
  name: 'tiny',
  corridor: 'NGN/bank',
  secrets: [key],
  startSimulator: ({ clock }) => startSimulator(createTinyDefinition(key), { clock }),
  createAdapter: ({ url, clock, timeoutMs }) => createTinyAdapter({ url, key, clock, timeoutMs }),
  makeRecipient(number) {
    const account = `${3_000_000_001 + number}`
    return { recipient: { corridor: 'NGN/bank', institution: '058', account }, destination: account }
  },
}

test('the smallest adapter keeps the rules', async () => {
  const { violations, ends } = await runConformance(tinySubject, { scripts: 60 })
  expect(violations).toEqual([])
  expect([ends.paid, ends.failed].every((count = 0) => count > 5)).toBe(true)
})

/** Without comments before the code and where it imports from: the page imports from the package. */
const toCode = (text: string) => text.slice(text.indexOf('export function')).trim()

test('the page shows this very file', () => {
  const page = readFileSync(new URL('../../../../../docs/write-an-adapter.md', import.meta.url), 'utf8')
  const [, block = ''] = /## The smallest adapter[\s\S]*?```ts\n([\s\S]*?)```/.exec(page) ?? []
  expect(toCode(block)).toBe(toCode(readFileSync(new URL('./createTinyAdapter.ts', import.meta.url), 'utf8')))
})
