/** When a provider may claim an order: rank r waits r turns from the turn start. */
import type { ProviderId } from '@paynode/sdk/protocol'
import type { OrderRecord } from './types.ts'

/** The ranking in force: providers whose claim on this order failed go to the tail, in the order they failed. */
export function getTurns(record: Pick<OrderRecord, 'ranking' | 'failedBy'>): readonly ProviderId[] {
  const failed = record.ranking.filter((provider) => record.failedBy.includes(provider))
  return [...record.ranking.filter((provider) => !record.failedBy.includes(provider)), ...failed]
}

/** Unix seconds at which `self` may claim, or undefined when it is not ranked. */
export function getTurnAt(record: OrderRecord, self: ProviderId): number | undefined {
  const turn = getTurns(record).indexOf(self)
  return turn < 0 ? undefined : record.turnStart + turn * Math.max(1, record.order.turnSeconds)
}
