/** Waits until an order reaches a status, telling every change on the way. */
import type { Client } from 'viem'
import { readContract } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import { OrderEndedError } from '../errors/payment.ts'
import type { OrderId } from '../protocol/ids.ts'
import { type OrderStatus, orderStatuses } from '../protocol/order.ts'

export type WaitForOrderParameters = {
  readonly network: Pick<PaynodeNetwork, 'contracts'>
  readonly orderId: OrderId
  readonly status: 'claimed' | 'settled' | 'refunded'
  readonly onStatus?: ((status: OrderStatus) => void) | undefined
  /** Milliseconds between looks; 500 when left out. */
  readonly pollingInterval?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** Resolves with the status that was reached. @throws OrderEndedError when the order ended otherwise; the signal's reason on abort. */
export async function waitForOrder(client: Client, parameters: WaitForOrderParameters): Promise<OrderStatus> {
  const { network, orderId, status: awaited, onStatus, pollingInterval = 500, signal } = parameters
  let last: OrderStatus | undefined
  for (;;) {
    signal?.throwIfAborted()
    const state = await readContract(client, {
      address: network.contracts.OrderEscrow,
      abi: orderEscrowAbi,
      functionName: 'stateOf',
      args: [orderId],
    })
    const status = orderStatuses[state.status] ?? 'none'
    if (status !== last) onStatus?.(status)
    last = status
    if (status === awaited || (awaited === 'claimed' && (status === 'submitted' || status === 'settled'))) return status
    if (status === 'settled' || status === 'refunded') throw new OrderEndedError({ orderId, status, awaited })
    await new Promise((resolve) => setTimeout(resolve, pollingInterval))
  }
}
