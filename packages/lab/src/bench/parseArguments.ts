/** The command line of the benchmark. */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { findPolicies, policies } from '../policies/policies.ts'
import { findScenario, scenarios } from '../scenarios/scenarios.ts'
import type { BenchPlan } from './types.ts'

/** What was asked for. */
export type BenchOptions = {
  readonly plan: BenchPlan
  readonly quick: boolean
  readonly json: boolean
  readonly out: string
  readonly help: boolean
}

export const usage = `npm run bench:routing -- [options]

  --quick            three seeds and fewer orders: a first look in under a minute
  --json             one JSON object on stdout instead of the tables' place
  --seeds a-b        seeds, 1001-1050 unless told otherwise
  --scenario S1,S3   scenarios, all unless told otherwise
  --policy a,b       policies whose names contain one of these, all unless told otherwise
  --orders n         genuine orders per world
  --threads n        worker threads, one per core unless told otherwise; 0 runs in this one
  --out folder       where the CSV, the Markdown and the plots go, dist/bench-routing unless told otherwise
`

/** Parses. Throws a RangeError or TypeError that says what is wrong. */
export function parseArguments(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      seeds: { type: 'string' },
      scenario: { type: 'string' },
      policy: { type: 'string' },
      orders: { type: 'string' },
      threads: { type: 'string' },
      out: { type: 'string', default: 'dist/bench-routing' },
    },
  })
  const { quick, json, out, help } = values
  return {
    plan: {
      scenarios: parseScenarios(values.scenario),
      seeds: parseSeeds(values.seeds ?? (quick ? '1001-1003' : '1001-1050')),
      policies: parsePolicies(values.policy),
      orders: parseCount(values.orders ?? (quick ? '1200' : '6000'), '--orders', 1, 1_000_000),
      threads: parseCount(values.threads ?? String(availableParallelism()), '--threads', 0, 256),
    },
    quick,
    json,
    out,
    help,
  }
}

function parseScenarios(text: string | undefined): readonly string[] {
  if (text === undefined) return scenarios.map(({ id }) => id)
  return text.split(',').map((name) => {
    const found = findScenario(name.trim())
    if (!found) throw new RangeError(`--scenario ${name}: one of ${scenarios.map(({ id, title }) => `${id} (${title})`).join(', ')}`)
    return found.id
  })
}

function parsePolicies(text: string | undefined): readonly string[] {
  const names = (text ?? '').split(',').filter((name) => name !== '')
  for (const name of names)
    if (findPolicies([name]).length === 0)
      throw new RangeError(`--policy ${name}: none is called so; there are ${policies.map((policy) => policy.name).join(', ')}`)
  return names
}

/** `a-b`, or `a` alone. */
export function parseSeeds(text: string): readonly [number, number] {
  const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text)
  const first = Number(match?.[1])
  const last = Number(match?.[2] ?? match?.[1])
  if (!match || last < first) throw new RangeError(`--seeds ${text}: a range like 1001-1050`)
  return [first, last]
}

function parseCount(text: string, name: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= least && value <= most)) throw new RangeError(`${name} ${text}: a whole number from ${least} to ${most}`)
  return value
}
