/** What an order asks a PSP to pay: the same before the claim and after it, so that what could be claimed can be paid. */
import { getCorridor, type Recipient, toPaymentReference } from '@paynode/sdk/protocol'
import type { OrderRecord } from '../orders/types.ts'
import type { PayoutIntent } from './psp.ts'

/** The memo is the reference: rails want one, and it says nothing about anybody. */
export function toIntent({ id, order, corridor }: Pick<OrderRecord, 'id' | 'order' | 'corridor'>, recipient: Recipient): PayoutIntent {
  const reference = toPaymentReference(id)
  return { reference, amount: { value: order.payout, currency: getCorridor(corridor)?.currency ?? '' }, recipient, memo: reference }
}
