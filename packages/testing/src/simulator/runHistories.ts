/** Runs many histories, on several threads when told, and adds up what they found. */
import { Worker } from 'node:worker_threads'
import type { Finding } from './history/inspect.ts'
import { type HistoryResult, runHistory } from './history/runHistory.ts'
import { addFaults, type FaultCounts, noFaults } from './world/faults.ts'

/** What many histories came to. `others` counts broken laws besides those that have a number of their own. */
export type Summary = {
  readonly histories: number
  readonly orders: number
  readonly settled: number
  readonly refunded: number
  readonly flagged: number
  readonly doublePayouts: number
  readonly lostOrders: number
  readonly stuckOrders: number
  readonly lostToDesks: number
  readonly needlessGiveUps: number
  readonly overLimits: number
  readonly unserved: number
  readonly others: number
  /** What faults explain: payouts that settled to nobody, and claims that ended unpaid (unknown accounts among them). */
  readonly lostToFaults: number
  readonly givenUp: number
  readonly failingSeeds: readonly number[]
  readonly findings: readonly (Finding & { readonly seed: number })[]
  readonly faults: FaultCounts
  readonly virtualHours: number
}

/** Runs the histories of `seeds`: here when no `threads` are asked for, else on so many of their own. */
export async function runHistories(parameters: {
  readonly seeds: readonly number[]
  readonly threads?: number
  readonly signal?: AbortSignal
  readonly onResult?: (result: HistoryResult, done: number) => void
}): Promise<Summary> {
  const { seeds, threads, signal, onResult } = parameters
  const results: HistoryResult[] = []
  const left = [...seeds].reverse()
  const keep = (result: HistoryResult) => {
    results.push(result)
    onResult?.(result, results.length)
  }
  if (threads === undefined) {
    for (let seed = left.pop(); seed !== undefined; seed = left.pop()) {
      signal?.throwIfAborted()
      keep(await runHistory(seed))
    }
  } else await Promise.all(Array.from({ length: threads }, () => runThread(left, keep, signal)))
  return summarise(results)
}

/** Histories leave memory behind that no collector takes back; their worker is let go of before that counts. */
const PER_WORKER = 250

/** One thread takes seeds until none are left, in one worker after the other. */
async function runThread(left: number[], keep: (result: HistoryResult) => void, signal: AbortSignal | undefined): Promise<void> {
  while (left.length > 0) await runWorker(left, keep, signal)
}

/** A history that throws, or leaves a promise without an owner, ends the run. */
function runWorker(left: number[], keep: (result: HistoryResult) => void, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./historyThread.ts', import.meta.url))
    let current: number | undefined
    let taken = 0
    const next = () => {
      current = signal?.aborted || taken === PER_WORKER ? undefined : left.pop()
      taken += 1
      worker.postMessage(current) // undefined ends it
    }
    worker.on('message', (result: HistoryResult) => {
      keep(result)
      next()
    })
    worker.once('error', (cause) => reject(new Error(`the history of seed ${current} broke the simulator: ${cause}`, { cause })))
    worker.once('exit', () => (signal?.aborted ? reject(signal.reason) : resolve()))
    next()
  })
}

function summarise(results: readonly HistoryResult[]): Summary {
  const faults = noFaults()
  for (const result of results) addFaults(faults, result.faults)
  const findings = results.flatMap(({ seed, findings }) => findings.map((finding) => ({ seed, ...finding })))
  const countLaw = (...laws: readonly Finding['law'][]) => findings.filter(({ law }) => laws.includes(law)).length
  const sum = (pick: (result: HistoryResult) => number) => results.reduce((total, result) => total + pick(result), 0)
  const numbered = ['doublePayout', 'lostOrder', 'stuckOrder', 'lostToDesk', 'needlessGiveUp', 'overLimit', 'unserved'] as const
  return {
    histories: results.length,
    orders: sum(({ orders }) => orders),
    settled: sum(({ settled }) => settled),
    refunded: sum(({ refunded }) => refunded),
    flagged: sum(({ flags }) => flags.length),
    doublePayouts: countLaw('doublePayout'),
    lostOrders: countLaw('lostOrder'),
    stuckOrders: countLaw('stuckOrder'),
    lostToDesks: countLaw('lostToDesk'),
    needlessGiveUps: countLaw('needlessGiveUp'),
    overLimits: countLaw('overLimit'),
    unserved: countLaw('unserved'),
    others: findings.length - countLaw(...numbered),
    lostToFaults: sum(({ lostToFaults }) => lostToFaults),
    givenUp: sum(({ givenUp }) => givenUp),
    failingSeeds: [...new Set(findings.map(({ seed }) => seed))].sort((a, b) => a - b),
    findings: findings.slice(0, 50),
    faults,
    virtualHours: Math.round(sum(({ virtualMs }) => virtualMs) / 36_000) / 100,
  }
}
