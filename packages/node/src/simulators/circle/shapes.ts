/** Circle's JSON, field for field as its published OpenAPI and its examples show it: pending payouts carry an error code and a return, too. */
import type { ShownStatus, SimAnswer, SimPayout } from '../base/types.ts'

/** An id of the vendor's: a UUID that counts. */
export const toId = (kind: 'payout' | 'entry' | 'return', number: number) =>
  `${{ payout: 'b8627ae8', entry: 'dff5fcb3', return: '9f3a5bd1' }[kind]}-732b-4d25-b947-${number.toString(16).padStart(12, '0')}`

/** What POST and GET of payouts answer. */
export function toPayout(payout: SimPayout, status: ShownStatus) {
  const amount = { amount: payout.details.amount, currency: payout.details.currency }
  const money = { amount: payout.details.amount, currency: 'USD' }
  const isBank = payout.details.type !== 'address_book'
  return {
    id: toId('payout', payout.number),
    sourceWalletId: '1000038499',
    destination: {
      type: payout.details.type,
      id: payout.details.destination,
      ...(isBank ? { name: 'SIMULATED BANK ****0010' } : {}),
    },
    amount,
    toAmount: amount,
    fees: { amount: '0.00', currency: 'USD' },
    status: words[status],
    trackingRef: isBank ? 'CIR3KX3L99' : undefined,
    errorCode:
      status === 'FAILED' || status === 'CANCELLED' ? 'bank_transaction_error' : status === 'PENDING' ? 'insufficient_funds' : null,
    riskEvaluation: null,
    ...(isBank && (status === 'RETURNED' || status === 'PENDING')
      ? {
          return: {
            id: toId('return', payout.number),
            payoutId: toId('payout', payout.number),
            amount: money,
            fees: { amount: '0.00', currency: 'USD' },
            reason: 'payout_returned',
            status: status === 'RETURNED' ? 'complete' : 'pending',
            createDate: new Date(payout.endsAt).toISOString(),
            updateDate: new Date(payout.endsAt).toISOString(),
          },
        }
      : {}),
    createDate: new Date(payout.createdAt).toISOString(),
    updateDate: new Date(payout.endsAt).toISOString(),
  }
}

/** A bank account that was linked. */
export function toBank(id: string) {
  return {
    id,
    type: 'wire',
    status: 'complete',
    description: 'SIMULATED BANK ****0010',
    trackingRef: 'CIR3KX3L99',
    transferTypesInfo: { wire: { currencies: ['USD'] }, sepa: { currencies: ['EUR'] } },
    fingerprint: id,
    billingDetails: { name: 'Ada Obi', city: 'Boston', country: 'US', line1: '100 Money Street', district: 'MA', postalCode: '01234' },
    bankAddress: { bankName: 'SIMULATED BANK', city: 'Boston', country: 'US', line1: '1 Money Street', district: 'MA' },
    createDate: '2026-01-01T00:00:00.000Z',
    updateDate: '2026-01-01T00:00:00.000Z',
  }
}

export type Entry = { readonly id: string; readonly chain: string; readonly address: string }
export const toEntry = (entry: Entry, status: 'pending' | 'active') => ({
  ...entry,
  metadata: {},
  status,
  createDate: '2026-01-01T00:00:00.000Z',
  updateDate: '2026-01-01T00:00:00.000Z',
})

/** `{code, message}`. */
export const refuse = (status: number, code: number, message: string): SimAnswer => ({ status, body: { code, message } })

const words: Readonly<Record<ShownStatus, string>> = {
  PENDING: 'pending',
  NEEDS_ACTION: 'pending',
  SUCCEEDED: 'complete',
  FAILED: 'failed',
  CANCELLED: 'failed',
  RETURNED: 'complete',
  STRANGE: 'quarantined',
}
