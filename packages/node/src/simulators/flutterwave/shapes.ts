/** Flutterwave v4's JSON, field for field as its documentation shows it; notices differ from answers. */
import type { ShownStatus, SimAnswer, SimPayout, SimStatus } from '../base/types.ts'

/** The vendor's word; what came back stays `SUCCESSFUL` with a `reversal`. v4 knows no step that waits for a person. */
export const words: Readonly<Record<ShownStatus, string>> = {
  PENDING: 'PENDING',
  NEEDS_ACTION: 'INITIATED',
  SUCCEEDED: 'SUCCESSFUL',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
  RETURNED: 'SUCCESSFUL',
  STRANGE: 'QUARANTINED',
}

export const toId = ({ number }: Pick<SimPayout, 'number'>) => `trf_${number.toString(36).padStart(14, '0')}`

/** What POST /direct-transfers answers: always NEW. */
export function toCreated(payout: Pick<SimPayout, 'reference' | 'amount' | 'createdAt'>, id: string): SimAnswer {
  const data = {
    id,
    status: 'NEW',
    reference: payout.reference,
    amount: { value: Number(payout.amount) / 100, applies_to: 'destination_currency' },
    created_datetime: new Date(payout.createdAt).toISOString(),
  }
  return { status: 201, body: { status: 'success', message: 'Transfer created', data } }
}

/** What GET /transfers/{id} answers. */
export function toShown(payout: SimPayout, status: ShownStatus) {
  return {
    id: toId(payout),
    type: 'bank',
    action: 'instant',
    reference: payout.reference,
    status: words[status],
    source_currency: payout.currency,
    destination_currency: payout.currency,
    amount: { value: Number(payout.amount) / 100, applies_to: 'destination_currency' },
    fee: { currency: payout.currency, value: 0 },
    narration: payout.details.narration ?? null,
    recipient: { type: 'bank', bank: { account_number: payout.destination, code: payout.details.bank } },
    ...(status === 'FAILED' ? { provider_response: { type: 'transfer_failed', code: '51', message: 'The bank declined' } } : {}),
    ...(status === 'RETURNED' ? { reversal: toReversal(payout) } : {}),
    created_datetime: new Date(payout.createdAt).toISOString(),
    updated_datetime: new Date(payout.endsAt).toISOString(),
  }
}

/** The body of a notice: a plain amount, the type in capitals. */
export function toNotice(payout: SimPayout, status: SimStatus) {
  return {
    webhook_id: `wbk_${payout.number}${status.toLowerCase()}`,
    timestamp: payout.endsAt,
    type: 'transfer.disburse',
    data: {
      id: toId(payout),
      type: 'BANK',
      amount: Number(payout.amount) / 100,
      status: words[status],
      reference: payout.reference,
      bank: { account_number: payout.destination, code: payout.details.bank },
      fee: { currency: payout.currency, value: 0 },
      debit_information: { currency: payout.currency },
      ...(status === 'RETURNED' ? { reversal: toReversal(payout) } : {}),
    },
  }
}

/** `{status: "failed"}` with the vendor's kind of code. */
export function refuse(status: number, type: string, code: string, message: string): SimAnswer {
  return { status, body: { status: 'failed', error: { type, code, message, validation_errors: [] } } }
}

function toReversal({ endsAt, ending }: SimPayout) {
  return {
    reversal_datetime: new Date(endsAt + (ending.returnAfterMs ?? 0)).toISOString(),
    initial_status: 'SUCCESSFUL',
    reconciliation_status: 'REVERSED',
    reconciliation_type: 'C',
  }
}
