/** Attempts under way: begun by an assignment, timed by a claim, ended by an outcome or forgotten. */
import { featureIndex, features } from '../features.ts'
import { MAX_SAFE } from '../integer.ts'
import { rules } from '../rules.ts'
import { followCrowd } from './crowd.ts'
import type { Attempt } from './events.ts'
import { ensureBand, ensureCorridor, findProvider, toBand, toMicro } from './find.ts'
import { createContext, fillValues, noteAssignment } from './order.ts'
import { track } from './quantile.ts'
import { isInForce } from './standing.ts'
import { type Pending, type State, toEpoch } from './state.ts'
import { add, at } from './table.ts'
import { touch } from './touch.ts'

const WIDTH = features.length
/** Orders that fit a provider’s tail of one amount: sums stay exact. */
const MOST = 1_099_511_627_776

export const toKey = (orderId: string, provider: number): string => `${orderId.toLowerCase()}:${provider}`

/** What only a ranking writes into a row, and nobody learns from: whether somebody ranked before must not be seen in the state. */
const drawn = [featureIndex.price, featureIndex.exploration]

/** What an attempt is decided on, as the state stands now. */
export function toPending(state: State, row: number, attempt: Attempt, time: number): Pending {
  const corridor = ensureCorridor(state, attempt.corridor)
  const amount = Math.min(toMicro(state, attempt.amount), MOST)
  ensureBand(state, corridor, toBand(amount))
  const context = createContext(state, corridor, amount)
  fillValues(context, row)
  const created = attempt.createdAt
  return {
    provider: row,
    corridor: attempt.corridor,
    amount,
    payer: attempt.payer.toLowerCase(),
    pinned: attempt.pinned === true,
    assignedAt: created !== undefined && Number.isInteger(created) && created >= 0 && created <= time ? created : time,
    claimedAt: 0,
    epoch: toEpoch(state),
    rate: at(context.view.rates, row),
    values: copyRow(state, context.view.values, row * WIDTH),
  }
}

/** A row of values in a vector of its own, a used one when there is one: making typed arrays is slow. */
function copyRow({ cache }: State, values: Float64Array, start: number): Float64Array {
  const copy = cache.spare.pop() ?? new Float64Array(WIDTH)
  for (let index = 0; index < WIDTH; index++) copy[index] = at(values, start + index)
  for (const index of drawn) copy[index] = 0
  return copy
}

/** Begins an attempt. A reason when it is ignored. */
export function applyAssigned(state: State, attempt: Attempt, time: number): string | undefined {
  const row = findProvider(state, attempt.provider)
  if (row === undefined) return 'unknown provider'
  const key = toKey(attempt.orderId, row)
  if (state.pending.has(key)) return 'assigned twice'
  const pending = toPending(state, row, attempt, time)
  state.pending.set(key, pending)
  const corridor = ensureCorridor(state, attempt.corridor)
  const { rows, scalars } = corridor
  scalars.orders[0] = Math.min((scalars.orders[0] ?? 0) + 1, MAX_SAFE)
  track(scalars.medianAmount, 0, pending.amount, 50)
  rows.lastAttempt[row] = scalars.orders[0] ?? 0
  rows.trialEpoch[row] = toEpoch(state) + 1
  add(state.providers.inFlight, row, 1)
  add(state.providers.notional, row, pending.amount)
  noteAssignment(state, row, toEpoch(state), isInForce(at(rows.reportEpoch, row), toEpoch(state)) ? at(rows.capacity, row) : 0)
  followCrowd(state, row)
  touch(state, row)
  return undefined
}

/** Notes a claim and how long it took. */
export function applyClaimed(state: State, orderId: string, provider: Attempt['provider'], time: number): string | undefined {
  const row = findProvider(state, provider)
  const pending = row === undefined ? undefined : state.pending.get(toKey(orderId, row))
  if (row === undefined || !pending) return 'claim without an assignment'
  if (pending.claimedAt > 0) return 'claimed twice'
  pending.claimedAt = time
  const { providers, network } = state
  for (const [column, index] of [
    [providers, row],
    [network, 0],
  ] as const) {
    track(column.claim50, index, time - pending.assignedAt, 50)
    track(column.claim95, index, time - pending.assignedAt, 95)
  }
  touch(state, row)
  return undefined
}

/** Takes an attempt off the books: it is no longer in flight. */
export function endPending(state: State, key: string): Pending | undefined {
  const pending = state.pending.get(key)
  if (!pending) return undefined
  state.pending.delete(key)
  const { inFlight, notional } = state.providers
  inFlight[pending.provider] = Math.max(0, at(inFlight, pending.provider) - 1)
  notional[pending.provider] = Math.max(0, at(notional, pending.provider) - pending.amount)
  followCrowd(state, pending.provider)
  touch(state, pending.provider)
  return pending
}

/** Forgets attempts whose outcome never came. */
export function forgetLost(state: State): void {
  const oldest = toEpoch(state) - rules.lost
  for (const [key, pending] of state.pending) {
    if (pending.epoch >= oldest) return
    endPending(state, key)
  }
}
