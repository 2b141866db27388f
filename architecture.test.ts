/** Every source folder has an import rule: a new one without a rule fails here. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const biome = readFileSync('biome.json', 'utf8')
const folders = (root: string) => readdirSync(root).filter((name) => statSync(join(root, name)).isDirectory())
const entrypoints = new Set(['exports'])

function sources(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.(test|test-d|fuzz|bench)\.tsx?$/.test(name))
    .map((name) => join(root, name))
}

describe('import law', () => {
  for (const name of ['sdk', 'node']) {
    test(`every folder of ${name} has a rule`, () => {
      const missing = folders(`packages/${name}/src`).filter(
        (folder) => !entrypoints.has(folder) && !biome.includes(`packages/${name}/src/${folder}/**`),
      )
      expect(missing).toEqual([])
    })
  }

  test('packages import downwards only', () => {
    const below: Record<string, RegExp> = {
      sdk: /@paynode\/(lab|node|cli|testing)/,
      lab: /@paynode\/(node|cli|testing)/,
      node: /@paynode\/(lab|cli|testing)/,
      cli: /@paynode\/testing/,
    }
    const offenders = Object.entries(below).flatMap(([name, forbidden]) =>
      sources(`packages/${name}/src`).filter((file) => forbidden.test(readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, ''))),
    )
    expect(offenders).toEqual([])
  })
})

describe('files', () => {
  test('stay short enough to hold one idea', () => {
    const long = ['sdk', 'lab', 'node', 'cli', 'testing']
      .flatMap((name) => sources(`packages/${name}/src`))
      .filter((file) => !/contracts\/(abi|bytecode)\.ts$|\/tables\//.test(file))
      .filter((file) => readFileSync(file, 'utf8').split('\n').length > 450)
    expect(long).toEqual([])
  })

  test('name nothing outside the project', () => {
    const leaks = ['sdk', 'lab', 'node', 'cli', 'testing']
      .flatMap((name) => sources(`packages/${name}/src`))
      .filter((file) => /\.\.\/shared|\/work\//.test(readFileSync(file, 'utf8')))
    expect(leaks).toEqual([])
  })
})
