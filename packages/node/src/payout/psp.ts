/** The PSP port: what the daemon needs of a payment service provider. Adapters map a vendor's API onto it and never retry a POST. */
import type { Amount, PaymentReference, Recipient } from '@paynode/sdk/protocol'
import type { Hex } from 'viem'

/** What to pay, to whom, under which name. */
export type PayoutIntent = {
  readonly reference: PaymentReference
  readonly amount: Amount
  readonly recipient: Recipient
  readonly memo: string
}

/** The exact request, made durable before a socket opens. */
export type PreparedPayout = {
  readonly reference: PaymentReference
  readonly wire: { readonly method: 'POST'; readonly path: string; readonly body: string }
}

/** What was seen, without personal data: enough for an audit, nothing for a leak. */
export type Evidence = { readonly httpStatus?: number; readonly code?: string; readonly bodyHash?: Hex; readonly at: number }

export const pspStatuses = ['SUBMITTED', 'PENDING', 'NEEDS_ACTION', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'RETURNED'] as const
export type PspStatus = (typeof pspStatuses)[number]
export type PspReason =
  | 'insufficient_funds'
  | 'bad_destination'
  | 'limit'
  | 'auth'
  | 'config'
  | 'compliance'
  | 'provider'
  | 'expired'
  | 'other'

export type SubmitResult =
  | { readonly type: 'accepted'; readonly pspId: string; readonly status: PspStatus; readonly evidence: Evidence }
  | { readonly type: 'duplicate'; readonly evidence: Evidence }
  /** Definitively refused: no money moved or will move under this reference. */
  | { readonly type: 'rejected'; readonly reason: PspReason; readonly evidence: Evidence }
  /** Not sent. */
  | { readonly type: 'throttled'; readonly retryAt: number }
  | { readonly type: 'unknown'; readonly evidence: Evidence }

export type QueryResult =
  | {
      readonly type: 'found'
      readonly status: PspStatus
      readonly pspId: string
      readonly amount: Amount
      /** Unix seconds, when succeeded. */
      readonly paidAt?: number | undefined
      readonly reason?: PspReason | undefined
      readonly evidence: Evidence
    }
  | { readonly type: 'notFound'; readonly authoritative: boolean; readonly evidence: Evidence }
  | { readonly type: 'unknown'; readonly evidence: Evidence }

/** A payment service provider. Every call takes a signal; `submit` makes exactly one POST. */
export type PspAdapter = {
  readonly id: string
  /** What is wrong with an intent, offline: units, limits, formats; undefined when nothing is. */
  validate(intent: PayoutIntent): string | undefined
  /** Name enquiry. */
  resolve(
    recipient: Recipient,
    signal: AbortSignal,
  ): Promise<
    | { readonly type: 'name'; readonly name: string }
    | { readonly type: 'invalid' }
    | { readonly type: 'unsupported' }
    | { readonly type: 'unknown' }
  >
  prepare(intent: PayoutIntent): PreparedPayout
  submit(prepared: PreparedPayout, signal: AbortSignal): Promise<SubmitResult>
  query(reference: PaymentReference, signal: AbortSignal): Promise<QueryResult>
  balance(currency: string, signal: AbortSignal): Promise<Amount | undefined>
}

/** What an attester reads at a PSP: the receipt of a payout under its reference. */
export type Receipt = {
  readonly reference: string
  readonly status: PspStatus
  readonly amount: Amount
  readonly recipient: Recipient
  /** Operator address of the account holder, as the PSP knows it. */
  readonly owner: string
  readonly paidAt: number
}

/** Read-only access to a PSP's receipts, for attesters. */
export type ReceiptSource = {
  getReceipt(reference: PaymentReference, signal: AbortSignal): Promise<Receipt | undefined>
}
