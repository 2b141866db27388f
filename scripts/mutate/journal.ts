/** Outcomes on disk, one JSON object a line, so that an interrupted run goes on where it stopped. */
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Outcome } from './mutant.ts'

type Line = { readonly tests: string; readonly outcome: Outcome }

export type Journal = {
  /** What an earlier run found with the same tests, or, when `keepKills`, any tests that killed it. */
  readonly find: (id: string) => Outcome | undefined
  readonly add: (outcome: Outcome) => void
}

/** Opens the journal at `path`; `contracts` is the package whose tests judge. */
export function openJournal(path: string, contracts: string, keepKills: boolean): Journal {
  const tests = digestTests(contracts)
  const known = new Map<string, Outcome>()
  for (const line of readLines(path)) {
    if (line.tests === tests || (keepKills && line.outcome.verdict !== 'survived')) known.set(line.outcome.id, line.outcome)
  }
  mkdirSync(dirname(path), { recursive: true })
  return {
    find: (id) => known.get(id),
    add: (outcome) => appendFileSync(path, `${JSON.stringify({ tests, outcome } satisfies Line)}\n`),
  }
}

/** Ids of mutants are of their own file alone, so the digest covers all sources too. */
function digestTests(contracts: string): string {
  const hash = createHash('sha256')
  for (const folder of ['src', 'test']) {
    const files = readdirSync(join(contracts, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort()
    for (const path of paths) hash.update(path.slice(contracts.length)).update(readFileSync(path))
  }
  return hash.digest('hex').slice(0, 16)
}

function readLines(path: string): readonly Line[] {
  try {
    const lines = readFileSync(path, 'utf8').split('\n')
    return lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as Line) // written by `add`
  } catch {
    return []
  }
}
