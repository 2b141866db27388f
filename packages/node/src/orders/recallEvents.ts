/** What the chain tells of an order that has no log, as the log would have it. */
import type { OrderId, ProviderId } from '@paynode/sdk/protocol'
import { listOrderChainEvents } from '../store/chainLogs.ts'
import type { LoggedEvent } from '../store/orderEvents.ts'
import type { Store } from '../store/store.ts'
import { transition } from './machine.ts'
import { getEventName } from './names.ts'
import { toOrderEvent } from './toOrderEvent.ts'
import type { ChainPosition, OrderRecord } from './types.ts'

/** Oldest first, as far as a place in the chain, which is left out. An event took place at its block's time. */
export function recallEvents(
  { store, self }: { readonly store: Store; readonly self: ProviderId },
  orderId: OrderId,
  until?: ChainPosition,
): readonly Omit<LoggedEvent, 'seq'>[] {
  const told: Omit<LoggedEvent, 'seq'>[] = []
  let record: OrderRecord | undefined
  for (const event of listOrderChainEvents(store, orderId)) {
    if (until && !isBefore(event.position, until)) break
    const data = toOrderEvent(event)?.event
    const at = event.position.blockTime * 1_000
    const step = data && transition(record, data, { self, now: at })
    if (!step) continue
    record = { ...step.record, id: orderId }
    told.push({ orderId, type: data.type, name: getEventName(data.type), state: record.state, data, at })
  }
  return told
}

const isBefore = (left: ChainPosition, right: ChainPosition) =>
  left.block < right.block || (left.block === right.block && left.logIndex < right.logIndex)
