/** OPay's JSON (cashier API v3), as its SDKs show it. Refusals are HTTP 200 too. */
import type { ShownStatus, SimAnswer, SimPayout } from '../base/types.ts'

/** The vendor's word; it knows neither a step that waits for a person nor a return. */
export const words: Readonly<Record<ShownStatus, string>> = {
  PENDING: 'PENDING',
  NEEDS_ACTION: 'INITIAL',
  SUCCEEDED: 'SUCCESSFUL',
  FAILED: 'FAILED',
  CANCELLED: 'CLOSE',
  RETURNED: 'SUCCESSFUL',
  STRANGE: 'QUARANTINED',
}

/** What a transfer and a question about it answer: `00000` says only that the call worked. */
export function toTransfer(payout: SimPayout, status: ShownStatus): SimAnswer {
  return succeed({
    reference: payout.reference,
    orderNo: `2026${payout.number.toString().padStart(14, '0')}`,
    amount: payout.amount.toString(),
    currency: payout.currency,
    fee: '1000',
    status: words[status],
    failureReason: status === 'FAILED' ? 'The bank declined' : '',
    bankCode: payout.details.bankCode ?? '',
    bankAccountNumber: payout.destination,
  })
}

export const succeed = (data: unknown): SimAnswer => ({ status: 200, body: { code: '00000', message: 'SUCCESSFUL', data } })
export const refuse = (code: string, message: string): SimAnswer => ({ status: 200, body: { code, message, data: null } })
