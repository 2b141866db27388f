/** Takes an order's money back as soon as the escrow allows it. */
import { BaseError, reclaimOrder } from '@paynode/sdk'
import type { OrderId } from '@paynode/sdk/protocol'
import type { Hex } from 'viem'
import { pollUntil } from '../clock.ts'
import type { NetworkDescription } from '../network/types.ts'
import { createWallet } from '../network/wallets.ts'

/** Reclaims. @throws whatever is not "too early", and when it stays too early for two minutes. */
export async function reclaimWhenDue(
  network: NetworkDescription,
  { orderId, privateKey, signal }: { readonly orderId: OrderId; readonly privateKey: Hex; readonly signal: AbortSignal },
): Promise<void> {
  const wallet = createWallet({ ...network, privateKey })
  await pollUntil(
    async () => {
      try {
        return await reclaimOrder(wallet, { network, orderId, signal })
      } catch (error) {
        if (error instanceof BaseError && error.code === 'NO_RECLAIM_YET' && error.retryable) return undefined
        throw error
      }
    },
    { everyMs: 500, timeoutMs: 120_000, signal, onTimeout: () => new Error(`order ${orderId} could not be reclaimed within two minutes`) },
  )
}
