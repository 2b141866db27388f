/** Follows an order until it ends: its status from the chain, and what the gateways saw in between. */
import type { Client } from 'viem'
import type { PaynodeNetwork } from '../clients/network.ts'
import type { OrderId } from '../protocol/ids.ts'
import { getOrderState, type OrderStateOnChain } from './getOrderState.ts'
import { getOrderTimeline, type TimelineEvent } from './getOrderTimeline.ts'
import { sleep } from './sleep.ts'

/** Something changed. `events` are those that a gateway told since the last update; the chain's status alone is proof. */
export type OrderUpdate = OrderStateOnChain & { readonly events: readonly TimelineEvent[] }

export type WatchOrderParameters = {
  /** Without gateways only the chain is watched. */
  readonly network: Pick<PaynodeNetwork, 'contracts'> & Partial<Pick<PaynodeNetwork, 'gateways'>>
  readonly orderId: OrderId
  /** Milliseconds between looks; 500 when left out. */
  readonly pollingInterval?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Yields the present state, then every change; returns after `settled` or `refunded`. An order that is not mined yet is `none`.
 * @throws the signal's reason on abort, and the client's errors when the RPC fails.
 * @example for await (const { status } of watchOrder(client, { network, orderId })) console.log(status)
 */
export async function* watchOrder(client: Client, parameters: WatchOrderParameters): AsyncGenerator<OrderUpdate, void, void> {
  const { network, orderId, pollingInterval = 500, signal } = parameters
  let last: OrderStateOnChain | undefined
  let after = 0
  for (;;) {
    signal?.throwIfAborted()
    const state = await getOrderState(client, { network, orderId, signal })
    const events = await getOrderTimeline(client, { network: { gateways: network.gateways ?? [] }, orderId, after, signal }).catch(() => [])
    signal?.throwIfAborted()
    after = Math.max(after, ...events.map(({ seq }) => seq))
    const changed = last === undefined || state.status !== last.status || state.changedAt !== last.changedAt
    if (changed || events.length > 0) yield { ...state, events }
    if (state.status === 'settled' || state.status === 'refunded') return
    last = state
    await sleep(pollingInterval, signal)
  }
}
