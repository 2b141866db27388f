/** Holds opened recipient details against the order's terms. The reasons never repeat what was inside. */
import { hashRecipient, type Order, type SaltedRecipient, validateRecipient } from '@paynode/sdk/protocol'

/** Why the details are not what the order pays; undefined when they are. */
export function checkSalted(order: Pick<Order, 'corridor' | 'recipientHash'>, salted: SaltedRecipient): string | undefined {
  if (salted.recipient.corridor !== order.corridor) return 'recipient is for another corridor than the order'
  if (hashRecipient(salted) !== order.recipientHash.toLowerCase()) return 'recipient does not match the hash in the order'
  return validateRecipient(salted.recipient) && 'recipient account is malformed for its corridor'
}
