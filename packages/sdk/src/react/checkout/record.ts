/** What a checkout remembers of a payment, so that a reload finds it again. No account details: what is shown of them is masked. */
import * as z from 'zod/mini'
import type { PaynodeNetwork } from '../../clients/network.ts'
import type { OrderId } from '../../protocol/ids.ts'

const hex = z.custom<`0x${string}`>((value) => typeof value === 'string' && /^0x[0-9a-fA-F]+$/.test(value))

/** Written before the wallet is asked. Times are unix milliseconds; money is text, as the payer saw it. */
export const recordSchema = z.object({
  version: z.literal(1),
  orderId: z.custom<OrderId>((value) => typeof value === 'string' && /^0x[0-9a-f]{64}$/.test(value)),
  payer: hex,
  /** `NGN 25,000.00` and `15.80 tUSD`. */
  payout: z.string().check(z.maxLength(80)),
  cost: z.string().check(z.maxLength(80)),
  /** The account's holder and a masked account. */
  recipient: z.string().check(z.maxLength(300)),
  createdAt: z.number(),
  /** A claim is impossible after this time (unix seconds): an order not on chain by then never will be taken. */
  claimBy: z.number(),
  /** Once the wallet has sent the lock. */
  transactionHash: z.optional(hex),
})
export type CheckoutRecord = z.output<typeof recordSchema>

/** One record per chain, escrow and payer: a wallet switched to another account sees its own. */
export function toRecordKey({ chainId, contracts }: PaynodeNetwork, payer: string): string {
  return `paynode:${chainId}:${contracts.OrderEscrow.toLowerCase()}:${payer.toLowerCase()}`
}

/** `••••6789`: enough to recognise one's own account. */
export function maskAccount(account: string): string {
  return account.length <= 4 ? '••••' : `••••${account.slice(-4)}`
}
