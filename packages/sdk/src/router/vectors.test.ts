/** Committed vectors: the same history and order give the same bytes on every runtime and in every release that keeps its ruleset. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rulesetHash } from './digest.ts'
import { parseVector, runVector } from './vectors.fixture.ts'

const folder = new URL('./vectors/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))

test('there are vectors', () => {
  expect(files.length).toBeGreaterThanOrEqual(4)
})

test.each(files)('%s', (file) => {
  const vector = parseVector(readFileSync(new URL(file, folder), 'utf8'))
  expect(vector.ruleset).toBe(rulesetHash) // a changed rule needs new vectors and a raised VERSION
  expect(runVector(vector)).toEqual(vector.expected)
})
