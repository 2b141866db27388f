/** What a registered peer that attacks costs an honest daemon: reports verified per second with and without it, in pairs of runs, and when it is cut off. */
import { systemClock } from '../../../node/src/runtime/clock.ts'
import type { Attack, AttackData, FromAttackThread, ToAttackThread } from './attackMessages.ts'
import { startThread } from './startThread.ts'

/** One run: the daemon verifies all honest reports that relays give it as fast as it takes them. */
type Run = {
  readonly reports: number
  readonly perSecond: number
  /** Reports per second of the daemon's own processor time: other work on the machine, the attacker's included, does not count. */
  readonly perCpuSecond: number
  readonly sent: number
  readonly cutOffMs: number | undefined
  readonly tries: number
  readonly returns: number
}

/** What was measured. Ratios are with the attacker to without, medians over pairs. */
export type AttackBench = {
  readonly attack: Attack
  readonly pairs: number
  readonly reports: number
  readonly attackPerSecond: number
  readonly honestPerCpuSecond: number
  readonly attackedPerCpuSecond: number
  readonly ratioPerCpuSecond: number
  readonly ratioPerSecond: number
  /** The longest of all runs; undefined when one was never cut off. */
  readonly cutOffMs: number | undefined
  /** The attacker's messages until then, most of all runs. */
  readonly sent: number
  /** Dials after it was cut off, ten in a second, and how often it was found connected again. */
  readonly tries: number
  readonly returns: number
}

/** Reports are valid for forty seconds from the start. */
const LONGEST_MS = 35_000

/** Runs `pairs` pairs, with and without the attacker in turn. @throws after `limitSeconds`. */
export async function benchAttack(parameters: {
  readonly attack: Attack
  readonly pairs: number
  readonly perSecond: number
  readonly limitSeconds: number
  readonly onProgress: (text: string) => void
}): Promise<AttackBench> {
  const { attack, pairs, perSecond, onProgress } = parameters
  const signal = AbortSignal.timeout(parameters.limitSeconds * 1_000)
  const runs: { readonly without: Run; readonly under: Run }[] = []
  for (let pair = 0; pair < pairs; pair++) {
    const order = pair % 2 === 0 ? [false, true] : [true, false]
    const done = new Map<boolean, Run>()
    for (const isAttacked of order) done.set(isAttacked, await run({ attack, perSecond, isAttacked, signal }))
    const both = { without: done.get(false) as Run, under: done.get(true) as Run }
    runs.push(both)
    const { cutOffMs, sent } = both.under
    onProgress(
      `pair ${pair + 1} of ${pairs}: ${both.without.perCpuSecond} reports per processor second, ${both.under.perCpuSecond} under attack, cut off after ${Math.round(cutOffMs ?? Number.NaN)} ms and ${sent} messages`,
    )
  }
  const cutOffs = runs.map(({ under }) => under.cutOffMs)
  const sum = (key: 'tries' | 'returns') => runs.reduce((total, { under }) => total + under[key], 0)
  return {
    attack,
    pairs,
    reports: runs[0]?.without.reports ?? 0,
    attackPerSecond: perSecond,
    honestPerCpuSecond: getMedian(runs.map(({ without }) => without.perCpuSecond)),
    attackedPerCpuSecond: getMedian(runs.map(({ under }) => under.perCpuSecond)),
    ratioPerCpuSecond: toThousandths(getMedian(runs.map(({ without, under }) => under.perCpuSecond / without.perCpuSecond))),
    ratioPerSecond: toThousandths(getMedian(runs.map(({ without, under }) => under.perSecond / without.perSecond))),
    cutOffMs: cutOffs.some((ms) => ms === undefined) ? undefined : Math.round(Math.max(...cutOffs.map((ms) => ms ?? 0))),
    sent: Math.max(...runs.map(({ under }) => under.sent)),
    tries: sum('tries'),
    returns: sum('returns'),
  }
}

async function run({
  attack,
  perSecond,
  isAttacked,
  signal,
}: {
  readonly attack: Attack
  readonly perSecond: number
  readonly isAttacked: boolean
  readonly signal: AbortSignal
}): Promise<Run> {
  const data = { attack, perSecond, relays: 12, providers: 402, epochSeconds: 20 }
  const start = (role: AttackData['role']) =>
    startThread<ToAttackThread, FromAttackThread>('attackThread.ts', { ...data, role } satisfies AttackData, signal)
  const victim = start('victim')
  const relays = start('relays')
  const attacker = isAttacked ? start('attacker') : undefined
  const all = attacker ? [victim, relays, attacker] : [victim, relays]
  try {
    const { multiaddrs } = await victim.wait('listening')
    const others = all.slice(1)
    for (const thread of others) thread.tell({ type: 'connect', multiaddrs })
    await Promise.all(others.map((thread) => thread.wait('connected')))
    const { reports } = await relays.wait('connected')
    const before = await victim.wait('state')
    const started = performance.now()
    for (const thread of all) thread.tell({ type: 'go', startedAt: systemClock.now() })
    let state = before
    while (state.accepted < reports) {
      if (performance.now() - started > LONGEST_MS) throw new Error(`only ${state.accepted} of ${reports} honest reports were accepted`)
      await systemClock.sleep(5, signal)
      state = victim.last('state') ?? state
      relays.tell({ type: 'accepted', count: state.accepted })
    }
    const seconds = (performance.now() - started) / 1_000
    const said = attacker ? await attacker.wait('attacked') : { sent: 0, cutOffMs: undefined, tries: 0 }
    return {
      reports,
      perSecond: Math.round(reports / seconds),
      perCpuSecond: Math.round(reports / ((state.cpuMs - before.cpuMs) / 1_000)),
      sent: said.sent,
      cutOffMs: said.cutOffMs,
      tries: said.tries,
      returns: state.returns,
    }
  } finally {
    await Promise.all(all.map((thread) => thread.close()))
  }
}

function getMedian(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

const toThousandths = (value: number) => Math.round(value * 1_000) / 1_000
