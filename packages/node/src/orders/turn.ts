/** When a provider may claim an order. What the contract enforces for pinned providers comes first, then the ranking in turns. */
import type { ProviderId } from '@paynode/sdk/protocol'
import { isAddressEqual } from 'viem'
import type { OrderRecord } from './types.ts'

type Turns = Pick<OrderRecord, 'order' | 'created' | 'ranking' | 'turnStart' | 'failedBy'>

/** The ranking in force: providers whose claim on this order failed go to the tail, in the order they failed. */
export function getTurns(record: Pick<OrderRecord, 'ranking' | 'failedBy'>): readonly ProviderId[] {
  const failed = record.ranking.filter((provider) => record.failedBy.includes(provider))
  return [...record.ranking.filter((provider) => !record.failedBy.includes(provider)), ...failed]
}

/**
 * Unix seconds at which `self` may claim, or undefined when it is not asked to.
 * Pinned provider i has the seconds `[created + i·turnSeconds, created + (i + 1)·turnSeconds)` to itself, ranked or not: the payer chose it, and
 * nobody else can claim then. After the last of them rank r of the others waits r turns; so it is from a failed claim on.
 */
export function getTurnAt(record: Turns, self: ProviderId): number | undefined {
  const { order, created, turnStart } = record
  const seconds = Math.max(1, order.turnSeconds)
  const pinned = order.pinned.map((provider, turn) => ({ provider, from: created.blockTime + turn * seconds }))
  const hasOwnTurn = (provider: ProviderId) =>
    pinned.find((pin) => isAddressEqual(pin.provider, provider) && turnStart < pin.from + seconds && !record.failedBy.includes(provider))
  const own = hasOwnTurn(self)
  if (own) return Math.max(turnStart, own.from)
  const turn = getTurns(record)
    .filter((provider) => !hasOwnTurn(provider))
    .indexOf(self)
  return turn < 0 ? undefined : Math.max(turnStart, created.blockTime + pinned.length * seconds) + turn * seconds
}
