/** JSON that keeps bigints. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromJson, toJson } from './json.ts'

test('property: a round trip keeps values', () => {
  const leaf = fc.oneof(fc.bigInt({ min: -(2n ** 255n), max: 2n ** 255n }), fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('tree')), fc.dictionary(fc.stringMatching(/^[a-z]+$/), tie('tree'))),
  }))
  fc.assert(
    fc.property(tree, (value) => {
      assert.deepStrictEqual(fromJson(toJson(value)), plain(value)) // vitest's toStrictEqual stumbles over a key named constructor
    }),
    { examples: [[{ constructor: {} }], [null]] },
  )
})

test('what only looks like a bigint stays as it is', () => {
  for (const text of [
    '{"$bigint":"1.5"}',
    '{"$bigint":"0x10"}',
    '{"$bigint":1}',
    '{"$bigint":"1","more":1}',
    `{"$bigint":"${'9'.repeat(81)}"}`,
  ]) {
    expect(fromJson(text)).toEqual(JSON.parse(text))
  }
})

/** fast-check's dictionaries have no prototype. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return Object.is(value, -0) ? 0 : value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}
