/** Which deployed contracts a source file is part of, and which test files deploy them: what an edit of it can change. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, normalize, relative } from 'node:path'

export type Selection = {
  /** Deployed contracts that contain the file. */
  readonly targets: readonly string[]
  /** Every source file of those. */
  readonly parts: readonly string[]
  /** Test files that deploy one of them, in the order to run them: those written for the contract, then all others. */
  readonly stages: readonly (readonly string[])[]
}

/** Answers for every `.sol` file of `src` of the package at `root`; its contracts are the files right in `src`. */
export function createSelector(root: string): (path: string) => Selection {
  const list = (folder: string) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.sol'))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .sort()
  const texts = new Map([...list('src'), ...list('test')].map((path) => [path, readFileSync(join(root, path), 'utf8')]))
  const contracts = list('src').flatMap((path) => (/^src\/\w+\.sol$/.test(path) ? [basename(path, '.sol')] : []))
  const tests = list('test').filter((path) => path.endsWith('.t.sol') && !path.startsWith('test/invariant/'))
  const deployedBy = new Map(tests.map((path) => [path, contracts.filter((name) => deploys(reach(path, texts), name, texts))]))
  const nameOf = (test: string) => contracts.find((name) => basename(test).startsWith(`${name}.`)) ?? 'OrderEscrow' // its tests are named after operations
  return (path) => {
    const targets = contracts.filter((name) => reach(`src/${name}.sol`, texts).has(path))
    const seeing = tests.filter((test) => deployedBy.get(test)?.some((name) => targets.includes(name)))
    const first = seeing.filter((test) => targets.includes(nameOf(test)))
    const rest = seeing.filter((test) => !first.includes(test))
    const parts = [...new Set(targets.flatMap((name) => [...reach(`src/${name}.sol`, texts)]))]
    return { targets, parts, stages: [first, rest].filter((stage) => stage.length > 0) }
  }
}

/** The file and everything it imports. */
function reach(path: string, texts: ReadonlyMap<string, string>, seen = new Set<string>()): ReadonlySet<string> {
  const text = texts.get(path)
  if (text === undefined || seen.has(path)) return seen
  seen.add(path)
  for (const [, target = ''] of text.matchAll(/^import[^"']*["'](\.[^"']+)["']/gm)) reach(normalize(join(path, '..', target)), texts, seen)
  return seen
}

function deploys(files: ReadonlySet<string>, name: string, texts: ReadonlyMap<string, string>): boolean {
  const pattern = new RegExp(`new ${name}\\(|"${name}\\.sol:${name}"`)
  return [...files].some((path) => path.startsWith('test/') && pattern.test(texts.get(path) ?? ''))
}
