/** Pays through an M-Pesa shortcode (Daraja B2C v3). Amounts are whole shillings; what became of a payout, and the balance, come by callback. */
import type { Clock } from '../../../runtime/clock.ts'
import type { PspAdapter, PspCapabilities, PspReason, WebhookResult } from '../../psp.ts'
import type { Exchange } from '../../transport/types.ts'
import { assertMode, hosts } from './assertMode.ts'
import { createDarajaClient } from './createDarajaClient.ts'
import { createQuestions } from './createQuestions.ts'
import { documentedCodes, toFailure, toRefusal, toUtilityBalance } from './mapping.ts'
import { readAnswer } from './readAnswer.ts'
import { readWebhook } from './readWebhook.ts'
import { acceptedSchema, type MpesaResult, valuesOf } from './schemas.ts'
import { type MpesaLimits, validateIntent } from './validateIntent.ts'

/** One shortcode. `timeoutMs` bounds each request. */
export type MpesaOptions = {
  readonly id: string
  /** The vendor's host of the mode unless given. */
  readonly baseUrl?: string | undefined
  readonly mode: 'sandbox' | 'live'
  readonly consumerKey: string
  readonly consumerSecret: string
  /** The paying business number, and the API operator that may pay from it. */
  readonly shortcode: string
  readonly initiatorName: string
  readonly initiatorPassword: string
  /** The vendor's certificate of the mode, PEM: the password is encrypted with it. */
  readonly certificate: string
  /** Where callbacks reach `webhook`, from outside; paths below it are made here from `callbackSecret`. */
  readonly callbackUrl: string
  readonly callbackSecret: string
  readonly timeoutMs: number
  readonly clock: Clock
  readonly commandId?: 'BusinessPayment' | 'SalaryPayment' | 'PromotionPayment' | undefined
  /** `short`: the first 18 characters of the reference name the payout at the vendor. */
  readonly referenceForm?: 'full' | 'short' | undefined
  /** What a status query names the payout by: the reference, or the vendor's own ConversationID, which a lost answer loses. */
  readonly statusBy?: 'originator' | 'conversation' | undefined
  /** What a repeated reference does. `refused` once the vendor has confirmed it for good. */
  readonly repeat?: 'unsafe' | 'refused' | undefined
  /** Result codes of a status query that mean "no such payout", and whether they prove it. */
  readonly notFoundCodes?: readonly string[] | undefined
  readonly notFound?: 'hint' | 'final' | undefined
  /** Whether a payout's own result that says failure counts when the status query then knows no such payout. */
  readonly failedResult?: 'hint' | 'final' | undefined
  /** No command leaves for so long after the vendor refused the credential. Milliseconds. */
  readonly lockHoldMs?: number | undefined
  readonly limits?: MpesaLimits | undefined
  readonly definitiveCodes?: Readonly<Record<string, PspReason>> | undefined
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

const PATIENCE_MS = 30_000
const KEEP_MS = 600_000
const BALANCE_AGE_MS = 60_000
const BALANCE_REFRESH_MS = 30_000
const BALANCE_RETRY_MS = 5_000
const BUSY_MS = 5_000
const MOST_RESULTS = 1_000

/** Creates the adapter. @throws when mode and URLs do not belong together, or the certificate is none. */
export function createMpesaAdapter(options: MpesaOptions): PspAdapter {
  const { id, mode, shortcode, initiatorName, callbackUrl, callbackSecret, clock, limits = {}, lockHoldMs = 900_000 } = options
  const { commandId = 'BusinessPayment', referenceForm = 'full', statusBy = 'originator', baseUrl = hosts[mode] } = options
  const { repeat = 'unsafe', notFound = 'hint', failedResult = 'hint' } = options
  assertMode({ mode, baseUrl, callbackUrl })
  if (callbackSecret.length < 32) throw new Error('the M-Pesa callback secret must have at least 32 characters')
  const definitive = { ...documentedCodes, ...options.definitiveCodes }
  const proves = new Set(notFound === 'final' ? options.notFoundCodes : [])
  const daraja = createDarajaClient({ ...options, baseUrl, lockHoldMs })
  const statuses = createQuestions<MpesaResult>({ clock, patienceMs: PATIENCE_MS, keepMs: KEEP_MS })
  const balances = createQuestions<MpesaResult>({ clock, patienceMs: PATIENCE_MS, keepMs: BALANCE_AGE_MS })
  /** What payouts' own results said went wrong. */
  const failures = new Map<string, PspReason>()
  const toPspReference = (reference: string) => (referenceForm === 'short' ? reference.slice(0, 18) : reference)
  const asker = { Initiator: initiatorName, PartyA: shortcode, IdentifierType: '4' }

  const keepFailure = (reference: string, code: string) => {
    const reason = toFailure(code)
    if (!reason) return
    failures.set(reference, reason)
    const [oldest] = failures.keys()
    if (failures.size > MOST_RESULTS && oldest !== undefined) failures.delete(oldest)
  }
  const readBalance = () => {
    const kept = balances.peek('KES')
    const [text] = kept?.result.ResultCode === '0' ? valuesOf(kept.result, 'AccountBalance') : []
    const amount = typeof text === 'string' ? toUtilityBalance(text) : undefined
    return { age: kept && clock.now() - kept.askedAt, amount: amount && { ...amount, readAt: kept?.askedAt } }
  }

  return {
    id,
    vendor: 'mpesa',
    capabilities: {
      ...capabilities,
      repeat,
      queryBy: statusBy === 'originator' ? 'reference' : 'pspId',
      notFoundAuthoritative: notFound === 'final',
    },
    validate: (intent) => validateIntent(intent, limits),
    resolve: async () => ({ type: 'unsupported' }),
    async prepare({ reference, amount, recipient, memo }, signal) {
      const ready = await daraja.isReady(signal)
      if (ready !== true)
        return {
          type: 'unavailable',
          ...ready,
          evidence: { code: ready.retryAt === undefined ? 'noToken' : 'credentialHeld', at: clock.now() },
        }
      const pspReference = toPspReference(reference)
      const body = {
        OriginatorConversationID: pspReference,
        InitiatorName: initiatorName,
        CommandID: commandId,
        Amount: (amount.value / 100n).toString(), // whole shillings: validate refuses the rest
        PartyA: shortcode,
        PartyB: recipient.account,
        Remarks: /^[\w .,-]{2,100}$/.test(memo) ? memo : pspReference, // what the vendor takes
        Occassion: pspReference,
      }
      const wire = { method: 'POST', path: '/mpesa/b2c/v3/paymentrequest', body: JSON.stringify(body) } as const
      return { type: 'prepared', prepared: { reference, pspReference, wire } }
    },
    async submit({ reference, pspReference = reference, wire }, signal) {
      const answer = await daraja.command({ path: wire.path, body: JSON.parse(wire.body), kind: 'payout', id: reference, signal })
      const { evidence } = answer
      if (answer.type === 'throttled') return { type: 'throttled', retryAt: answer.retryAt, evidence }
      if (answer.type === 'failed') return { type: 'unknown', evidence }
      const accepted = acceptedSchema.safeParse(answer.json).data
      if (answer.status === 200 && accepted)
        return accepted.ResponseCode === '0' && accepted.OriginatorConversationID === pspReference
          ? { type: 'accepted', pspId: accepted.ConversationID, status: 'SUBMITTED', evidence }
          : { type: 'unknown', evidence }
      const refusal = toRefusal(answer.status, answer.json, definitive)
      if (refusal?.type === 'busy') return { type: 'throttled', retryAt: clock.now() + BUSY_MS, evidence }
      return refusal ? { ...refusal, evidence } : { type: 'unknown', evidence }
    },
    async query(target, signal) {
      const { reference, prepared, pspId } = target
      const pspReference = prepared?.pspReference ?? toPspReference(reference)
      const now = clock.now()
      const answer = statuses.take(reference)
      const failure = failedResult === 'final' ? failures.get(reference) : undefined
      if (answer) return readAnswer({ target, pspReference, answer, now, proves, failure })
      if (statuses.isOpen(reference)) return { type: 'deferred', correlation: reference }
      const OriginalConversationID = statusBy === 'originator' ? pspReference : pspId
      if (OriginalConversationID === undefined) return { type: 'lost', evidence: { code: 'noId', at: now } }
      const body = { ...asker, CommandID: 'TransactionStatusQuery', OriginalConversationID, Remarks: pspReference, Occasion: pspReference }
      const question = statuses.ask(reference)
      const asked = await daraja.command({ path: '/mpesa/transactionstatus/v1/query', body, kind: 'status', id: question, signal })
      if (asked.type === 'answered' && asked.status === 200 && acceptedSchema.safeParse(asked.json).data?.ResponseCode === '0')
        return { type: 'deferred', correlation: question }
      statuses.doubt(question)
      return { type: 'unknown', evidence: asked.evidence, ...(asked.type === 'throttled' ? { retryAt: asked.retryAt } : {}) }
    },
    async webhook(request): Promise<WebhookResult> {
      const callback = readWebhook(callbackSecret, request)
      if (callback.type === 'rejected') return callback
      const { kind, result } = callback
      if (result) daraja.noteCode(result.ResultCode)
      const taken = { type: 'challenge', ack } as const
      if (kind === 'payout' || kind === 'payoutTimeout') {
        if (result && result.OriginatorConversationID !== toPspReference(callback.id))
          return { type: 'rejected', reason: 'not the payout of its path', ack: { status: 400 } }
        if (result) keepFailure(callback.id, result.ResultCode)
        const hint = result && (result.ResultCode === '0' ? 'SUCCEEDED' : toFailure(result.ResultCode) && 'FAILED')
        return { type: 'event', dedupeKey: `${kind}:${callback.id}:${result?.ResultCode ?? ''}`, reference: callback.id, hint, ack }
      }
      const questions = kind === 'status' || kind === 'statusTimeout' ? statuses : balances
      if (!result) {
        questions.doubt(callback.id)
        return taken
      }
      const subject = questions.settle(callback.id, result)
      return kind === 'status' && subject !== undefined
        ? { type: 'event', dedupeKey: `status:${callback.id}`, reference: subject, ack }
        : taken
    },
    async balance(currency, signal) {
      if (currency !== 'KES') return { type: 'unknown' }
      const { age, amount } = readBalance()
      if (!balances.isOpen('KES') && (age === undefined || age >= (amount ? BALANCE_REFRESH_MS : BALANCE_RETRY_MS))) {
        const question = balances.ask('KES')
        const body = { ...asker, CommandID: 'AccountBalance', Remarks: 'balance' }
        const asked = await daraja.command({ path: '/mpesa/accountbalance/v1/query', body, kind: 'balance', id: question, signal })
        const isAsked = asked.type === 'answered' && asked.status === 200 && acceptedSchema.safeParse(asked.json).data?.ResponseCode === '0'
        if (!isAsked) balances.doubt(question)
        if (!isAsked && !amount) return { type: 'unknown', evidence: asked.evidence }
      }
      return amount ? { type: 'available', amount } : { type: 'deferred' }
    },
    institutions: async () => undefined,
  }
}

const capabilities: PspCapabilities = {
  currencies: ['KES'],
  nameEnquiry: false,
  recipientStep: false,
  repeat: 'unsafe',
  queryBy: 'reference',
  query: 'async',
  notFoundAuthoritative: false,
  webhook: 'unsigned',
  balance: 'async',
  canReturn: false,
}

const ack = { status: 200, body: '{"ResultCode":0,"ResultDesc":"Accepted"}' }
