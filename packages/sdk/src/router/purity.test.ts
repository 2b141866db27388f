/** The router's sources use no clock, entropy, locale or inexact arithmetic, and import the protocol and viem's hashing only. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const folder = new URL('./', import.meta.url)
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (name) => /\.ts$/.test(name) && !/\.(test|fixture)\.ts$/.test(name),
)
const forbidden = [
  /\bDate\b/,
  /\bIntl\b/,
  /toLocale/,
  /localeCompare/,
  /\*\*(?!\s*BigInt)/,
  /\bMath\.(?!floor\b|abs\b|min\b|max\b|sqrt\b|imul\b)\w+/,
  /\d\.\d/, // float literals
  /\bcrypto\b|\bperformance\b|\bprocess\b|\bfetch\b|setTimeout/,
  /from 'node:/,
]

test('there are sources', () => {
  expect(files).toContain('rank.ts')
})

test.each(files)('%s', (file) => {
  const source = readFileSync(new URL(file, folder), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
  expect(forbidden.filter((pattern) => pattern.test(source)).map(String)).toEqual([])
  const imports = [...source.matchAll(/from '([^']+)'/g)].map(([, name]) => name ?? '')
  expect(imports.filter((name) => name !== 'viem' && !/^\.{1,2}\/(?:\.\.\/)?[\w/]+\.ts$/.test(name))).toEqual([])
  const bigints = ['eligible.ts', 'model/find.ts']
  if (file !== 'integer.ts') expect(source).not.toMatch(/Math\.sqrt/)
  // Division of numbers by what is no literal has one home.
  if (file !== 'integer.ts' && !bigints.includes(file)) expect(source).not.toMatch(/[^*/]\/ (?!\d)[a-z]/)
})
