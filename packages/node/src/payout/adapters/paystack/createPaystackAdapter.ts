/** Pays through a Paystack account: recipient, transfer, verify. Amounts are integer kobo; a repeated reference is refused, never replayed. */

import type { Clock } from '../../../runtime/clock.ts'
import type { PspAdapter, PspCapabilities, PspReason } from '../../psp.ts'
import { requireName } from '../../rails/requireName.ts'
import { toUnixSeconds } from '../../rails/toUnixSeconds.ts'
import { createTransport } from '../../transport/createTransport.ts'
import { readAnswer } from '../../transport/readAnswer.ts'
import type { Exchange } from '../../transport/types.ts'
import { assertMode } from './assertMode.ts'
import { documentedCodes, isInputRefused, toRefusal, toStatus } from './mapping.ts'
import { readWebhook } from './readWebhook.ts'
import {
  balanceSchema,
  banksSchema,
  errorSchema,
  type PaystackTransfer,
  recipientSchema,
  resolveSchema,
  transferSchema,
} from './schemas.ts'
import { type PaystackLimits, validateIntent } from './validateIntent.ts'

/** One Paystack account. `timeoutMs` bounds each request. */
export type PaystackOptions = {
  readonly id: string
  readonly baseUrl: string
  readonly secretKey: string
  readonly mode: 'test' | 'live'
  readonly timeoutMs: number
  readonly clock: Clock
  /** `required`: a payout's account must resolve to a name first. `off` where the account has no access to name enquiry. */
  readonly nameEnquiry?: 'required' | 'off' | undefined
  readonly limits?: PaystackLimits | undefined
  /** Vendor codes that the operator knows to be final, beyond the documented ones. */
  readonly definitiveCodes?: Readonly<Record<string, PspReason>> | undefined
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

/** Creates the adapter. @throws when key, mode and base URL do not belong together. */
export function createPaystackAdapter(options: PaystackOptions): PspAdapter {
  const { id, baseUrl, secretKey, mode, timeoutMs, clock, nameEnquiry = 'required', limits = {}, onExchange } = options
  assertMode({ secretKey, mode, baseUrl })
  const definitive = { ...documentedCodes, ...options.definitiveCodes }
  const transport = createTransport({ baseUrl, clock, timeoutMs, secrets: [secretKey], onExchange })
  const headers = { authorization: `Bearer ${secretKey}` }
  const get = (route: string, path: string, signal: AbortSignal, maxBytes?: number) =>
    transport.send({ method: 'GET', route, path, headers, signal, lane: route, maxBytes })
  const post = (path: string, body: string, signal: AbortSignal) =>
    transport.send({ method: 'POST', route: path, path, body, headers, signal, lane: path })
  const isOurs = (domain: string | undefined) => domain === undefined || domain === mode

  const resolve: PspAdapter['resolve'] = async ({ institution = '', account }, signal) => {
    const query = new URLSearchParams({ account_number: account, bank_code: institution })
    const answer = await get('/bank/resolve', `/bank/resolve?${query}`, signal)
    if (answer.type !== 'answered') return { type: 'unknown' }
    const named = resolveSchema.safeParse(answer.json)
    if (answer.status === 200 && named.success)
      return named.data.data.account_number === account ? { type: 'name', name: named.data.data.account_name } : { type: 'unknown' }
    return isInputRefused(answer.status, answer.json) ? { type: 'invalid' } : { type: 'unknown' }
  }

  return {
    id,
    vendor: 'paystack',
    capabilities: { ...capabilities, nameEnquiry: nameEnquiry === 'required' },
    validate: (intent) => validateIntent(intent, limits),
    resolve,
    async prepare({ reference, amount, recipient, memo }, signal) {
      const named = nameEnquiry === 'required' ? requireName(await resolve(recipient, signal), clock) : undefined
      if (named && named.type !== 'name') return named
      const request = {
        type: 'nuban',
        name: named?.name ?? recipient.name ?? reference,
        account_number: recipient.account,
        bank_code: recipient.institution,
        currency: amount.currency,
      }
      const answer = await post('/transferrecipient', JSON.stringify(request), signal)
      const { evidence } = answer
      if (answer.type === 'throttled') return { type: 'unavailable', retryAt: answer.retryAt, evidence }
      if (answer.type === 'failed') return { type: 'unavailable', evidence }
      const made = recipientSchema.safeParse(answer.json)
      if ((answer.status === 200 || answer.status === 201) && made.success && isOurs(made.data.data.domain)) {
        const recipientRef = made.data.data.recipient_code
        const body = {
          source: 'balance',
          amount: Number(amount.value),
          recipient: recipientRef,
          reference,
          reason: memo,
          currency: amount.currency,
        }
        return {
          type: 'prepared',
          prepared: { reference, recipientRef, wire: { method: 'POST', path: '/transfer', body: JSON.stringify(body) } },
        }
      }
      if (!errorSchema.safeParse(answer.json).success) return { type: 'unavailable', evidence }
      if (answer.status === 401) return { type: 'rejected', reason: 'auth', evidence }
      return isInputRefused(answer.status, answer.json)
        ? { type: 'rejected', reason: 'bad_destination', evidence }
        : { type: 'unavailable', evidence }
    },
    async submit({ reference, wire }, signal) {
      const answer = await post(wire.path, wire.body, signal)
      const { evidence } = answer
      if (answer.type === 'throttled') return { type: 'throttled', retryAt: answer.retryAt, evidence }
      if (answer.type === 'failed') return { type: 'unknown', evidence }
      const transfer = transferSchema.safeParse(answer.json)
      if ((answer.status === 200 || answer.status === 201) && transfer.success) {
        const { data } = transfer.data
        const mapped = toStatus(data.status, false)
        if (data.reference !== reference || !isOurs(data.domain) || !mapped) return { type: 'unknown', evidence }
        return { type: 'accepted', pspId: data.transfer_code, status: mapped.status, evidence }
      }
      const refusal = toRefusal(answer.status, answer.json, definitive)
      return refusal ? { ...refusal, evidence } : { type: 'unknown', evidence }
    },
    async query({ reference, prepared, succeeded }, signal) {
      const answer = await get('/transfer/verify', `/transfer/verify/${encodeURIComponent(reference)}`, signal)
      const { evidence } = answer
      if (answer.type === 'throttled') return { type: 'unknown', evidence, retryAt: answer.retryAt }
      if (answer.type === 'failed') return { type: 'unknown', evidence }
      const error = errorSchema.safeParse(answer.json)
      if (answer.status === 404 && error.success && /transfer not found/i.test(error.data.message ?? ''))
        return { type: 'notFound', authoritative: true, evidence }
      const transfer = transferSchema.safeParse(answer.json)
      if (answer.status !== 200 || !transfer.success) return { type: 'unknown', evidence }
      const { data } = transfer.data
      if (data.reference !== reference || !isOurs(data.domain)) return { type: 'unknown', evidence: { ...evidence, code: 'notOurs' } }
      const mapped = toStatus(data.status, succeeded)
      if (!mapped) return { type: 'unknown', evidence: { ...evidence, code: 'strangeStatus' } }
      return {
        type: 'found',
        status: mapped.status,
        pspId: data.transfer_code,
        amount: { value: data.amount, currency: data.currency },
        destinationMatches: isSame(prepared?.recipientRef, data),
        paidAt: mapped.status === 'SUCCEEDED' ? toUnixSeconds(data.transferred_at ?? data.updatedAt ?? data.updated_at) : undefined,
        reason: mapped.reason,
        evidence,
      }
    },
    webhook: async (request) => readWebhook(secretKey, request),
    async balance(currency, signal) {
      const answer = await get('/balance', '/balance', signal)
      const { evidence } = answer
      const parsed = readAnswer(answer, balanceSchema)
      const row = parsed?.data.find((item) => item.currency === currency)
      return row ? { type: 'available', amount: { value: row.balance, currency } } : { type: 'unknown', evidence }
    },
    async institutions(country, signal) {
      if (country !== 'NG') return undefined
      const path = '/bank?country=nigeria&currency=NGN&type=nuban&include_nip_sort_code=true'
      const answer = await get('/bank', path, signal, 2_097_152)
      const parsed = readAnswer(answer, banksSchema)
      return parsed?.data
        .filter(({ active, is_deleted }) => active !== false && is_deleted !== true)
        .flatMap(({ code, name }) => (code ? [{ code, name }] : []))
    },
  }
}

const capabilities: PspCapabilities = {
  currencies: ['NGN'],
  nameEnquiry: true,
  recipientStep: true,
  repeat: 'refused',
  queryBy: 'reference',
  query: 'sync',
  notFoundAuthoritative: true,
  webhook: 'signed',
  balance: 'sync',
  canReturn: true,
}

/** Whether the transfer went to the recipient that was made for it; undefined when one of both is not shown. */
function isSame(recipientRef: string | undefined, { recipient }: PaystackTransfer): boolean | undefined {
  const shown = typeof recipient === 'object' ? recipient?.recipient_code : undefined
  return recipientRef === undefined || !shown ? undefined : shown === recipientRef
}
