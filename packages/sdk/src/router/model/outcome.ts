/** Learns from a finished attempt: counters, change detectors, breaker, statistics, weights. */
import { featureIndex } from '../features.ts'
import { clamp, ONE_Q12, ONE_Q16, shift } from '../integer.ts'
import { rules } from '../rules.ts'
import { raiseAlarm, readAlarm, toEvidence, toPosterior } from './alarm.ts'
import { endPending, toKey, toPending } from './attempt.ts'
import type { OutcomeCause, RouterEvent } from './events.ts'
import { ensureBand, ensureCorridor, ensureRegion, findProvider, toBand, toFingerprint } from './find.ts'
import { learn, pullBack } from './learn.ts'
import { countDay, countOutcome, keepDay, keepMonth, keepWeek } from './level.ts'
import { notePayer, weighPayer } from './payers.ts'
import { track } from './quantile.ts'
import { toHour } from './standing.ts'
import { type CorridorState, type Pending, type State, toEpoch } from './state.ts'
import { add, at } from './table.ts'
import { touch } from './touch.ts'

const hours = ['hour0', 'hour1', 'hour2', 'hour3', 'hour4', 'hour5', 'hour6', 'hour7'] as const
/** The recipient's and the payer's mistakes blame nobody. */
const blameless: ReadonlySet<OutcomeCause> = new Set(['recipientRejected', 'unclaimed'])

type OutcomeEvent = Extract<RouterEvent, { type: 'outcome' }>

/** Applies an outcome. A reason when it is ignored. */
export function applyOutcome(state: State, event: OutcomeEvent): string | undefined {
  const row = findProvider(state, event.provider)
  if (row === undefined) return 'unknown provider'
  const known = endPending(state, toKey(event.orderId, row))
  if (event.payer.toLowerCase() === state.ids[row]) return undefined // nobody can praise itself
  if (!event.success && blameless.has(event.cause)) return undefined
  const attempt = known ?? toPending(state, row, event, event.claimedAt ?? event.time)
  const { claimedAt } = event
  if (attempt.claimedAt === 0 && claimedAt !== undefined && Number.isInteger(claimedAt) && claimedAt <= event.time)
    attempt.claimedAt = claimedAt
  state.network.outcomes[0] = (state.network.outcomes[0] ?? 0) + 1
  teach(state, row, attempt, event)
  if (state.cache.spare.length < 1_024) state.cache.spare.push(attempt.values)
  return undefined
}

function teach(state: State, row: number, attempt: Pending, { success, cause, time }: OutcomeEvent): void {
  const epoch = toEpoch(state)
  const { providers, network } = state
  const corridor = ensureCorridor(state, attempt.corridor)
  const cells = ensureBand(state, corridor, toBand(attempt.amount))
  const { rate } = attempt
  const fingerprint = toFingerprint(attempt.payer)
  const heard = Math.min(weighPayer(state, row, epoch, fingerprint), attempt.pinned ? rules.capped : ONE_Q16)
  const wasDown =
    attempt.epoch + 1 >= at(providers.downFrom, row) && attempt.epoch <= at(providers.downTo, row) && at(providers.downTo, row) > 0
  // Who is overrun fails whatever it is worth: counted as its own failures, a crowd would shut out those that have recovered.
  const wasFull = at(attempt.values, featureIndex.inFlight) >= ONE_Q12 - rules.knee
  const isExplained = wasDown || wasFull
  const weight = isExplained ? Math.min(heard, rules.explained) : heard
  const posterior = toPosterior(Math.max(readAlarm(corridor.rows, row, epoch), readAlarm(providers, row, epoch)))
  const share = Math.max(ONE_Q16 - posterior, rules.leastWeight)
  const outcome = { success, fast: weight, slow: shift(weight * share, ONE_Q16) }
  for (const level of [corridor.rows, cells, providers]) countOutcome(level, row, epoch, outcome)
  for (const level of [corridor.scalars, network]) countOutcome(level, 0, epoch, outcome)
  const evidence = toEvidence(rate, success)
  raiseAlarm(corridor.rows, row, epoch, evidence, weight)
  raiseAlarm(providers, row, epoch, evidence, weight)
  followBreaker(corridor, row, { success, isExplained, begun: attempt.epoch, epoch })
  countDays(state, row, corridor.region, success, cause)
  const slot = hours[shift(toHour(state, epoch) % 24, 3)] ?? 'hour0'
  const residual = (success ? ONE_Q16 : 0) - rate
  providers[slot][row] = clamp(at(providers[slot], row) + shift(residual - at(providers[slot], row), 128), -ONE_Q16, ONE_Q16)
  if (success) {
    providers.lastSuccess[row] = epoch
    notePayer(state, row, epoch, fingerprint)
    track(providers.medianAmount, row, attempt.amount, 50)
    if (attempt.claimedAt > 0) trackSettlement(state, row, time - attempt.claimedAt)
  }
  if (!isExplained) learn(state, attempt.values, success, weight)
  if ((network.outcomes[0] ?? 0) % rules.pullEvery === 0) pullBack(state)
  touch(state, row)
}

/** Failures in a row open the breaker; attempts that began before it opened neither prolong nor close it. */
function followBreaker(
  { rows }: CorridorState,
  row: number,
  { success, isExplained, begun, epoch }: { success: boolean; isExplained: boolean; begun: number; epoch: number },
): void {
  const openUntil = at(rows.openUntil, row)
  const isStale = openUntil > 0 && begun < openUntil
  if (success && !isStale) {
    rows.failures[row] = 0
    rows.openUntil[row] = 0
  } else if (success) rows.failures[row] = Math.min(at(rows.failures, row), rules.gates.failures)
  else if (!isExplained) {
    const failures = Math.min(at(rows.failures, row) + 1, 255)
    rows.failures[row] = failures
    if (failures >= rules.gates.failures && !isStale) rows.openUntil[row] = epoch + rules.gates.epochs
  }
}

function countDays(state: State, row: number, region: string, success: boolean, cause: OutcomeCause): void {
  const { providers, network } = state
  const hour = toHour(state, toEpoch(state))
  const age = hour - at(providers.hour, row)
  providers.dayExpired[row] = keepDay(at(providers.dayExpired, row), age) + (cause === 'expired' && !success ? ONE_Q16 : 0)
  providers.weekSuccess[row] = capped(keepWeek(at(providers.weekSuccess, row), age) + (success ? ONE_Q16 : 0))
  providers.weekTotal[row] = capped(keepWeek(at(providers.weekTotal, row), age) + ONE_Q16)
  providers.weekReturned[row] = keepWeek(at(providers.weekReturned, row), age) + (isReturn(success, cause) ? ONE_Q16 : 0)
  providers.monthTotal[row] = capped(keepMonth(at(providers.monthTotal, row), age) + ONE_Q16)
  providers.monthDisputed[row] = keepMonth(at(providers.monthDisputed, row), age) + (cause === 'disputed' ? ONE_Q16 : 0)
  countDay(providers, row, hour, success) // moves the clock of the row: last
  countDay(ensureRegion(state, region), row, hour, success)
  const total = keepDay(network.dayTotal[0] ?? 0, hour - (network.hour[0] ?? 0)) + ONE_Q16
  network.dayTotal[0] = Math.min(total, 68_719_476_736)
  network.hour[0] = hour
}

const isReturn = (success: boolean, cause: OutcomeCause) =>
  !success && (cause === 'pspUnavailable' || cause === 'insufficientFloat' || cause === 'other')
/** Sums over weeks stay below 2^36, so that their products stay exact. */
const capped = (value: number) => Math.min(value, 68_719_476_736)

function trackSettlement({ providers, network }: State, row: number, seconds: number): void {
  for (const [column, index] of [
    [providers, row],
    [network, 0],
  ] as const) {
    track(column.settle50, index, seconds, 50)
    track(column.settle95, index, seconds, 95)
  }
}

/** Adds to a count of the network. */
export const countIgnored = ({ network }: State): void => add(network.ignored, 0, 1)
