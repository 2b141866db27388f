/** Binance Pay's JSON, as its documentation shows it. Codes that it does not publish are the simulator's own and begin with 9. */
import { toDecimal } from '../../payout/rails/decimal.ts'
import type { ShownStatus, SimAnswer, SimPayout } from '../base/types.ts'

/** What the simulator says where the vendor's code is not known. */
export const simulatedCodes = { duplicate: '900001', notFound: '900002', poor: '900003' } as const

/** The batch status. What a refund after success looks like is not published; the simulator calls it failed. */
export const words: Readonly<Record<ShownStatus, string>> = {
  PENDING: 'PROCESSING',
  NEEDS_ACTION: 'PART_SUCCESS',
  SUCCEEDED: 'SUCCESS',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELED',
  RETURNED: 'FAILED',
  STRANGE: 'QUARANTINED',
}

export const accept = (data: unknown): SimAnswer => ({ status: 200, body: { status: 'SUCCESS', code: '000000', data, errorMessage: '' } })
export const refuse = (code: string, errorMessage: string): SimAnswer => ({ status: 400, body: { status: 'FAIL', code, errorMessage } })

/** What POST payout/query answers, and what a notice carries. */
export function toBatch({ reference, amount, currency, details }: SimPayout, status: ShownStatus) {
  const value = Number(toDecimal(amount, 6))
  return {
    requestId: reference,
    batchStatus: words[status],
    currency,
    totalAmount: value,
    totalNumber: 1,
    totalPaidAmount: status === 'SUCCEEDED' ? value : 0,
    transferDetailList: [
      {
        merchantSendId: reference,
        receiveType: details.receiveType,
        receiver: details.receiver,
        transferAmount: value,
        status: words[status],
      },
    ],
  }
}
