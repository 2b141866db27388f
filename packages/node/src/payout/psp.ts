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

/** What is wrong with an intent. An `error` stops it before the network; a `warning` is for people (a check digit, say). No account in `message`. */
export type PspIssue = {
  readonly severity: 'error' | 'warning'
  readonly code: 'reference' | 'amount' | 'currency' | 'destination' | 'config'
  readonly message: string
}

/**
 * The exact request, made durable before a socket opens. No secrets: what signs or authorises is added when it is sent.
 * The same intent gives the same `wire.body`, byte for byte, so that a repeat can be recognised.
 */
export type PreparedPayout = {
  readonly reference: PaymentReference
  /** The name the vendor knows the payout by, where `reference` does not fit its rules. */
  readonly pspReference?: string | undefined
  /** Sent as a header or in the body where the vendor replays by key. */
  readonly idempotencyKey?: string | undefined
  /** The vendor's id of the recipient or linked account. */
  readonly recipientRef?: string | undefined
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
  /** The money had left and came back: it failed, and the recipient may have seen it. */
  | 'returned'
  | 'other'

/** What a vendor can do. The daemon's rules depend on it, so every value must be what the vendor documents, else the careful one. */
export type PspCapabilities = {
  /** ISO 4217 codes or token symbols. */
  readonly currencies: readonly string[]
  readonly nameEnquiry: boolean
  /** `prepare` talks to the vendor: a recipient or a linked account has to exist first. */
  readonly recipientStep: boolean
  /** What the identical POST does when sent again: `replay` gives the first answer, `refused` an error, `unsafe` may pay again. */
  readonly repeat: 'replay' | 'refused' | 'unsafe'
  /** `pspId`: the vendor can be asked by its own id alone, so a lost answer needs a replay. */
  readonly queryBy: 'reference' | 'pspId'
  /** `async`: the answer comes to the webhook; `query` says `deferred` until then. */
  readonly query: 'sync' | 'async'
  /** A "no such payout" may be believed once the window has passed. */
  readonly notFoundAuthoritative: boolean
  readonly webhook: 'signed' | 'unsigned' | 'none'
  readonly balance: 'sync' | 'async' | 'none'
  /** A success can be undone later. */
  readonly canReturn: boolean
}

/** The outcome of getting a request ready. Nothing here moves money, and it may be repeated. */
export type PrepareResult =
  | { readonly type: 'prepared'; readonly prepared: PreparedPayout }
  /** The vendor refuses this destination or set-up for good. */
  | { readonly type: 'rejected'; readonly reason: PspReason; readonly evidence: Evidence }
  /** Not now: unreachable, throttled, or the recipient is not active yet. `retryAt` is unix milliseconds. */
  | { readonly type: 'unavailable'; readonly retryAt?: number | undefined; readonly evidence: Evidence }

export type SubmitResult =
  | { readonly type: 'accepted'; readonly pspId?: string | undefined; readonly status: PspStatus; readonly evidence: Evidence }
  /** The vendor knows the reference: look it up. Never a failure. */
  | { readonly type: 'duplicate'; readonly evidence: Evidence }
  /** Definitively refused, by a code on the adapter's own list: no money moved or will move under this reference. */
  | { readonly type: 'rejected'; readonly reason: PspReason; readonly evidence: Evidence }
  /** Held back here, or turned away by the vendor's rate limit. `retryAt` is unix milliseconds. */
  | { readonly type: 'throttled'; readonly retryAt: number; readonly evidence?: Evidence | undefined }
  | { readonly type: 'unknown'; readonly evidence: Evidence }

/**
 * Which payout a query is about. `prepared` is absent once the request was erased; `sentAt` is unix milliseconds; `succeeded` when a query said
 * so before, which tells a return from a failure where the vendor has one word for both.
 */
export type PayoutTarget = {
  readonly reference: PaymentReference
  readonly pspId?: string | undefined
  readonly prepared?: PreparedPayout | undefined
  readonly sentAt: number
  readonly succeeded: boolean
}

export type QueryResult =
  | {
      readonly type: 'found'
      readonly status: PspStatus
      readonly pspId?: string | undefined
      readonly amount: Amount
      /** Whether the vendor shows the destination that was asked for; undefined when it does not show one. */
      readonly destinationMatches?: boolean | undefined
      /** Unix seconds, when succeeded. */
      readonly paidAt?: number | undefined
      readonly reason?: PspReason | undefined
      readonly evidence: Evidence
    }
  | { readonly type: 'notFound'; readonly authoritative: boolean; readonly evidence: Evidence }
  /** The question was asked; the answer comes to `webhook`, which keeps it for the next `query`. */
  | { readonly type: 'deferred'; readonly correlation: string }
  /** The vendor can be asked by its own id alone and that was never received: only a replay of the identical request brings it back. */
  | { readonly type: 'lost'; readonly evidence: Evidence }
  | { readonly type: 'unknown'; readonly evidence: Evidence; readonly retryAt?: number | undefined }

export type ResolveResult =
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'invalid' }
  | { readonly type: 'unsupported' }
  | { readonly type: 'unknown' }

/** A balance. `readAt` is when the PSP was asked, where that was before this call; unix milliseconds. */
export type BalanceReading = Amount & { readonly readAt?: number | undefined }

/** What is available to pay out. `deferred`: the answer comes to `webhook`; ask again. */
export type BalanceResult =
  | { readonly type: 'available'; readonly amount: BalanceReading }
  | { readonly type: 'deferred' }
  | { readonly type: 'unknown'; readonly evidence?: Evidence | undefined }

/** A bank or network in the vendor's own code list; codes never travel between vendors. */
export type Institution = { readonly code: string; readonly name: string }

/** An incoming HTTP request, its body as it came: signatures cover bytes. Header names are lower case. */
export type WebhookRequest = {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly raw: Uint8Array
}

/** What to answer a webhook with. */
export type WebhookAck = { readonly status: number; readonly body?: string | undefined }

/** A webhook never moves money's state: it is a reason to ask. */
export type WebhookResult =
  | {
      readonly type: 'event'
      /** The same notice has the same key, however often it comes. */
      readonly dedupeKey: string
      readonly reference?: string | undefined
      readonly pspId?: string | undefined
      readonly hint?: PspStatus | undefined
      readonly ack: WebhookAck
    }
  /** A handshake or something that is not about payouts. */
  | { readonly type: 'challenge'; readonly ack: WebhookAck }
  /** Forged or unreadable. `reason` is constant text. */
  | { readonly type: 'rejected'; readonly reason: string; readonly ack: WebhookAck }

/** A payment service provider. Every call takes a signal and answers instead of throwing; `submit` makes exactly one POST. */
export type PspAdapter = {
  readonly id: string
  readonly vendor: string
  readonly capabilities: PspCapabilities
  /** Pure and offline: units, limits, formats. */
  validate(intent: PayoutIntent): readonly PspIssue[]
  /** Name enquiry. */
  resolve(recipient: Recipient, signal: AbortSignal): Promise<ResolveResult>
  /** Recipient, link or quote, then the exact bytes. Moves no money; may be repeated. */
  prepare(intent: PayoutIntent, signal: AbortSignal): Promise<PrepareResult>
  submit(prepared: PreparedPayout, signal: AbortSignal): Promise<SubmitResult>
  query(target: PayoutTarget, signal: AbortSignal): Promise<QueryResult>
  webhook(request: WebhookRequest, signal: AbortSignal): Promise<WebhookResult>
  balance(currency: string, signal: AbortSignal): Promise<BalanceResult>
  institutions(country: string, signal: AbortSignal): Promise<readonly Institution[] | undefined>
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

/** The first error of a validation; undefined when only warnings are left. */
export function toProblem(issues: readonly PspIssue[]): string | undefined {
  return issues.find(({ severity }) => severity === 'error')?.message
}
