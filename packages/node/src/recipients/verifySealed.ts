/** Opens an envelope and holds it against the order's terms. The reasons never repeat what was inside. */
import { type Order, type OrderId, openRecipient, type SaltedRecipient, type SealedRecipient } from '@paynode/sdk/protocol'
import type { Hex } from 'viem'
import { checkSalted } from './checkSalted.ts'

/** What is in an envelope, or why it is worth nothing. */
export type Verified = { readonly type: 'opened'; readonly salted: SaltedRecipient } | { readonly type: 'invalid'; readonly reason: string }

/** Opens with the provider's key and checks corridor, form and hash. */
export async function verifySealed(parameters: {
  readonly orderId: OrderId
  readonly order: Order
  readonly sealed: SealedRecipient
  readonly privateKey: Hex
}): Promise<Verified> {
  const { orderId, order, sealed, privateKey } = parameters
  const salted = await openRecipient(sealed, orderId, privateKey).catch(() => undefined) // why it fails says nothing more
  if (!salted) return invalid('recipient details are sealed to another key or order')
  const fault = checkSalted(order, salted)
  return fault === undefined ? { type: 'opened', salted } : invalid(fault)
}

const invalid = (reason: string): Verified => ({ type: 'invalid', reason })
