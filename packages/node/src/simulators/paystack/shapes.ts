/** Paystack's JSON, field for field as its documentation shows it. */
import type { ShownStatus, SimAnswer, SimPayout } from '../base/types.ts'

export type Recipient = {
  readonly id: number
  readonly recipient_code: string
  readonly name: string
  readonly account_number: string
  readonly bank_code: string
  readonly currency: string
}
export type Domain = 'test' | 'live'

/** The vendor's word; a shown SUCCEEDED that came back is `reversed`. */
export const words: Readonly<Record<ShownStatus, string>> = {
  PENDING: 'pending',
  NEEDS_ACTION: 'otp',
  SUCCEEDED: 'success',
  FAILED: 'failed',
  CANCELLED: 'abandoned',
  RETURNED: 'reversed',
  STRANGE: 'quarantined',
}

export const toCode = ({ number }: SimPayout) => `TRF_${number.toString(36).padStart(14, '0')}`

/** What POST /transfer answers: the recipient is an id there. */
export function toTransfer(payout: SimPayout, status: ShownStatus, domain: Domain, recipientId: number) {
  return { ...toCommon(payout, status, domain), recipient: recipientId, transfersessionid: [], transfertrials: [], request: payout.number }
}

/** What GET /transfer/verify answers: the recipient is an object. */
export function toVerified(payout: SimPayout, status: ShownStatus, domain: Domain, recipient: Recipient | undefined) {
  return {
    ...toCommon(payout, status, domain),
    fee_charged: 0,
    fees_breakdown: null,
    gateway_response: status === 'FAILED' ? 'Dormant account' : null,
    session: { provider: 'nip', id: '110006241001000000000000000000' },
    recipient: recipient && toRecipient(recipient, domain),
  }
}

export function toRecipient({ id, recipient_code, name, account_number, bank_code, currency }: Recipient, domain: Domain) {
  return {
    active: true,
    createdAt: '2026-01-01T00:00:00.000Z',
    currency,
    description: null,
    domain,
    email: null,
    id,
    integration: 463433,
    metadata: null,
    name,
    recipient_code,
    type: 'nuban',
    updatedAt: '2026-01-01T00:00:00.000Z',
    is_deleted: false,
    isDeleted: false,
    details: { authorization_code: null, account_number, account_name: null, bank_code, bank_name: 'Simulated Bank' },
  }
}

/** `{status: false}` with the vendor's kind of code. */
export function refuse(status: number, message: string, code: string, type = 'api_error'): SimAnswer {
  return { status, body: { status: false, message, meta: { nextStep: 'Check the request and try again' }, type, code } }
}

const toCommon = (payout: SimPayout, status: ShownStatus, domain: Domain) => ({
  amount: Number(payout.amount),
  currency: payout.currency,
  domain,
  failures: null,
  id: 860_000_000 + payout.number,
  integration: 463433,
  reason: payout.details.reason ?? null,
  reference: payout.reference,
  source: 'balance',
  source_details: null,
  status: words[status],
  titan_code: null,
  transfer_code: toCode(payout),
  transferred_at: status === 'SUCCEEDED' || status === 'RETURNED' ? new Date(payout.endsAt).toISOString() : null,
  createdAt: new Date(payout.createdAt).toISOString(),
  updatedAt: new Date(payout.endsAt).toISOString(),
})
