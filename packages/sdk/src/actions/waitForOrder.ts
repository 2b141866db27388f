/** Waits until an order reaches a status, telling every change on the way. */
import type { Client } from 'viem'
import type { PaynodeNetwork } from '../clients/network.ts'
import { OrderFailedError, OrderTimeoutError } from '../errors/order.ts'
import type { OrderId } from '../protocol/ids.ts'
import type { OrderStatus } from '../protocol/order.ts'
import { watchOrder } from './watchOrder.ts'

export type WaitForOrderParameters = {
  readonly network: Pick<PaynodeNetwork, 'contracts'>
  readonly orderId: OrderId
  /** What to wait for; a later stage counts too. */
  readonly status: 'open' | 'claimed' | 'submitted' | 'settled' | 'refunded'
  readonly onStatus?: ((status: OrderStatus) => void) | undefined
  /** Milliseconds until giving up; never when left out. */
  readonly timeout?: number | undefined
  /** Milliseconds between looks; 500 when left out. */
  readonly pollingInterval?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Resolves with the status that was reached.
 * @throws OrderFailedError when the order ended otherwise, OrderTimeoutError after `timeout`, the signal's reason on abort.
 */
export async function waitForOrder(client: Client, parameters: WaitForOrderParameters): Promise<OrderStatus> {
  const { network, orderId, status: awaited, onStatus, timeout, pollingInterval, signal } = parameters
  const deadline = timeout === undefined ? undefined : AbortSignal.timeout(timeout)
  const signals = [signal, deadline].filter((item) => item !== undefined)
  const chainOnly = { contracts: network.contracts }
  let last: OrderStatus = 'none'
  try {
    for await (const { status } of watchOrder(client, { network: chainOnly, orderId, pollingInterval, signal: AbortSignal.any(signals) })) {
      if (status !== last) onStatus?.(status)
      last = status
      if (reached[awaited].includes(status)) return status
    }
  } catch (error) {
    if (deadline?.aborted && !signal?.aborted && timeout !== undefined) {
      throw new OrderTimeoutError({ orderId, status: last, awaited, timeout })
    }
    throw error
  }
  throw new OrderFailedError({ orderId, status: last, awaited })
}

const reached: Readonly<Record<WaitForOrderParameters['status'], readonly OrderStatus[]>> = {
  open: ['open', 'claimed', 'submitted', 'disputed', 'settled', 'refunded'],
  claimed: ['claimed', 'submitted', 'disputed', 'settled'],
  submitted: ['submitted', 'disputed', 'settled'],
  settled: ['settled'],
  refunded: ['refunded'],
}
