/** Did somebody else pay this order? Only a receipt can tell. */
import { type Corridor, type ProviderId, toPaymentReference } from '@paynode/sdk/protocol'
import type { OrderRecord } from '../orders/types.ts'
import type { ReceiptSource } from '../payout/psp.ts'

/** `alreadyPaid(record, signal)`: true unless it is known that no payment of another provider stands. */
export function createAlreadyPaid(deps: { readonly self: ProviderId; receiptsFor(corridor: Corridor): ReceiptSource | undefined }) {
  return async (record: OrderRecord, signal: AbortSignal): Promise<boolean> => {
    const source = deps.receiptsFor(record.corridor)
    if (!source) return true // nobody can tell, and paying twice would be our loss
    const receipt = await source.getReceipt(toPaymentReference(record.id), signal)
    const isOurs = receipt?.owner.toLowerCase() === deps.self.toLowerCase()
    return receipt !== undefined && !isOurs && !['FAILED', 'CANCELLED'].includes(receipt.status)
  }
}
