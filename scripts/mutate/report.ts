/** What a run found: the counts, by operator and by file, and every survivor as a diff. */
import type { Source } from './ast.ts'
import { applyMutant } from './catalogue.ts'
import type { Outcome, Verdict } from './mutant.ts'

export type Tally = { readonly [verdict in Verdict]: number } & {
  /** Share of the mutants that make a difference which the tests noticed, in percent. */
  readonly rate: number
}

/** Counts outcomes; equivalent and explained mutants and those that are no program count for nothing. */
export function tally(outcomes: readonly Outcome[]): Tally {
  const count = (verdict: Verdict) => outcomes.filter((outcome) => outcome.verdict === verdict).length
  const counts = {
    killed: count('killed'),
    timeout: count('timeout'),
    survived: count('survived'),
    explained: count('explained'),
    equivalent: count('equivalent'),
    uncompilable: count('uncompilable'),
  }
  const noticed = counts.killed + counts.timeout
  const judged = noticed + counts.survived
  return { ...counts, rate: judged === 0 ? 100 : (100 * noticed) / judged }
}

/** The report as text. */
export function printReport(outcomes: readonly Outcome[], sources: readonly Source[]): string {
  const survivors = outcomes.filter(({ verdict }) => verdict === 'survived')
  return [
    ...survivors.map((survivor) => printDiff(survivor, sources)),
    printTable('operator', outcomes, ({ operator }) => operator),
    printTable('file', outcomes, ({ file }) => file),
  ].join('\n')
}

function printDiff(mutant: Outcome, sources: readonly Source[]): string {
  const source = sources.find(({ path }) => path === mutant.file)
  if (!source) return ''
  const [before, after] = [String(source.bytes).split('\n'), String(applyMutant(source, mutant)).split('\n')]
  const first = mutant.line - 1
  const end = Math.max(before.length - countSameFromEnd(before, after), mutant.line)
  const removed = before.slice(first, end).map((line) => `- ${line}`)
  const added = after.slice(first, end + after.length - before.length).map((line) => `+ ${line}`)
  return [`survived ${mutant.id}: ${mutant.operator} at ${mutant.file}:${mutant.line}`, ...removed, ...added, ''].join('\n')
}

function countSameFromEnd(before: readonly string[], after: readonly string[]): number {
  let same = 0
  while (same < before.length && same < after.length && before.at(-1 - same) === after.at(-1 - same)) same += 1
  return same
}

function printTable(heading: string, outcomes: readonly Outcome[], keyOf: (outcome: Outcome) => string): string {
  const keys = [...new Set(outcomes.map(keyOf))].sort()
  const rows = [...keys.map((key) => ({ key, of: outcomes.filter((outcome) => keyOf(outcome) === key) })), { key: 'all', of: outcomes }]
  const lines = rows.map(({ key, of }) => {
    const { killed, timeout, survived, explained, equivalent, uncompilable, rate } = tally(of)
    return `| ${key} | ${killed} | ${timeout} | ${survived} | ${explained} | ${equivalent} | ${uncompilable} | ${rate.toFixed(1)} % |`
  })
  return [
    `| ${heading} | killed | timed out | survived | explained | equivalent | not a program | noticed |`,
    '|---|---|---|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n')
}
