/** Committed golden streams: the same events give the same states and rankings on every runtime and in every release that keeps its rules. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type GoldenResult, type GoldenSpec, runGolden } from './golden.ts'
import { rulesetHash } from './ruleset.ts'

type Vector = { readonly ruleset: string; readonly streams: readonly { readonly spec: GoldenSpec; readonly expected: GoldenResult }[] }
const { ruleset, streams } = JSON.parse(readFileSync(new URL('./vectors/golden.json', import.meta.url), 'utf8')) as Vector

test('the vectors are of these rules: a changed rule needs new vectors, `npm run generate:vectors`', () => {
  expect(ruleset).toBe(rulesetHash)
  expect(streams.length).toBeGreaterThanOrEqual(4)
})

test.each(streams)('$spec', ({ spec, expected }) => {
  expect(runGolden(spec)).toEqual(expected)
  expect(expected.outcomes).toBeGreaterThan(spec.events / 5)
  expect(expected.ignored).toBeGreaterThan(0) // unsound events are part of every stream
})
