/** Kills the provider that claimed an order, between its claim and its payout. */
import type { OrderId } from '@paynode/sdk/protocol'
import type { Address } from 'viem'
import { pollUntil } from '../clock.ts'
import { readOrders } from '../flow/followOrders.ts'
import type { LocalNetwork } from '../network/startLocalNetwork.ts'
import { createReader } from '../network/wallets.ts'

/**
 * Waits for the claim and ends the claimer at once. The daemon waits for a block on top of its claim before it pays,
 * so there is at least a block's time to do it; `demo/audit` proves from the PSP's ledger that it had not paid.
 */
export async function killClaimer(network: LocalNetwork, orderId: OrderId, signal: AbortSignal): Promise<Address> {
  const reader = createReader(network.description)
  const claimer = await pollUntil(
    async () => {
      const orders = await readOrders(reader, network.description.contracts.OrderEscrow)
      return orders.get(orderId)?.claims[0]?.provider
    },
    { everyMs: 40, timeoutMs: 60_000, signal, onTimeout: () => new Error(`nobody claimed order ${orderId} within a minute`) },
  )
  await network.killProvider(claimer)
  return claimer
}
