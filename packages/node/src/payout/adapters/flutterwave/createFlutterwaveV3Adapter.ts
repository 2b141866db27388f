/** Pays through a Flutterwave v3 account, for operators who hold v3 keys: transfer, query by reference. A repeated reference is refused, never replayed. */

import type { Clock } from '../../../runtime/clock.ts'
import type { PreparedPayout, PspAdapter, PspCapabilities } from '../../psp.ts'
import { toNumber } from '../../rails/decimal.ts'
import { requireName } from '../../rails/requireName.ts'
import { createTransport } from '../../transport/createTransport.ts'
import { readAnswer } from '../../transport/readAnswer.ts'
import type { Exchange } from '../../transport/types.ts'
import { assertV3Mode } from './assertMode.ts'
import { toStatus } from './mapping.ts'
import { readWebhook } from './readWebhook.ts'
import {
  type V3Transfer,
  v3BalanceSchema,
  v3BanksSchema,
  v3ErrorSchema,
  v3ResolveSchema,
  v3TransferSchema,
  v3TransfersSchema,
} from './schemasV3.ts'
import { type FlutterwaveLimits, validateIntent } from './validateIntent.ts'

/** One Flutterwave v3 account. `timeoutMs` bounds each request. */
export type FlutterwaveV3Options = {
  readonly id: string
  readonly baseUrl: string
  readonly secretKey: string
  /** What notices carry in `verif-hash`. */
  readonly secretHash: string
  readonly mode: 'test' | 'live'
  readonly timeoutMs: number
  readonly clock: Clock
  /** Whether an empty list under a reference proves that there is no such transfer. The vendor does not say: `hint`. */
  readonly notFound?: 'hint' | 'final' | undefined
  readonly limits?: FlutterwaveLimits | undefined
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

/** Creates the adapter. @throws when key, mode and base URL do not belong together. */
export function createFlutterwaveV3Adapter(options: FlutterwaveV3Options): PspAdapter {
  const { id, baseUrl, secretKey, secretHash, mode, timeoutMs, clock, notFound = 'hint', limits = {}, onExchange } = options
  assertV3Mode({ secretKey, mode, baseUrl })
  const transport = createTransport({ baseUrl, clock, timeoutMs, secrets: [secretKey, secretHash], onExchange })
  const headers = { authorization: `Bearer ${secretKey}` }
  const get = (route: string, path: string, signal: AbortSignal, maxBytes?: number) =>
    transport.send({ method: 'GET', route, path, headers, signal, lane: route, maxBytes })
  const post = (path: string, body: string, signal: AbortSignal) =>
    transport.send({ method: 'POST', route: path, path, body, headers, signal, lane: path })
  const isFinal = notFound === 'final'

  const resolve: PspAdapter['resolve'] = async ({ institution, account }, signal) => {
    const answer = await post('/accounts/resolve', JSON.stringify({ account_number: account, account_bank: institution }), signal)
    if (answer.type !== 'answered') return { type: 'unknown' }
    const named = v3ResolveSchema.safeParse(answer.json)
    if (answer.status === 200 && named.success)
      return named.data.data.account_number === account ? { type: 'name', name: named.data.data.account_name } : { type: 'unknown' }
    return answer.status === 400 && v3ErrorSchema.safeParse(answer.json).success ? { type: 'invalid' } : { type: 'unknown' }
  }

  return {
    id,
    vendor: 'flutterwave-v3',
    capabilities: { ...capabilities, notFoundAuthoritative: isFinal },
    validate: (intent) => validateIntent(intent, limits),
    resolve,
    async prepare({ reference, amount, recipient, memo }, signal) {
      const named = requireName(await resolve(recipient, signal), clock)
      if (named.type !== 'name') return named
      const value = toNumber(amount.value, 2)
      if (value === undefined) return { type: 'rejected', reason: 'config', evidence: { code: 'amount', at: clock.now() } }
      const body = {
        account_bank: recipient.institution,
        account_number: recipient.account,
        amount: value,
        currency: amount.currency,
        debit_currency: amount.currency,
        reference,
        narration: memo,
      }
      return { type: 'prepared', prepared: { reference, wire: { method: 'POST', path: '/transfers', body: JSON.stringify(body) } } }
    },
    async submit({ reference, wire }, signal) {
      const answer = await post(wire.path, wire.body, signal)
      const { evidence } = answer
      if (answer.type === 'throttled') return { type: 'throttled', retryAt: answer.retryAt, evidence }
      if (answer.type === 'failed') return { type: 'unknown', evidence }
      const transfer = v3TransferSchema.safeParse(answer.json)
      if ((answer.status === 200 || answer.status === 201) && transfer.success) {
        const { data } = transfer.data
        const mapped = toStatus(data.status)
        if (data.reference !== reference || !mapped) return { type: 'unknown', evidence }
        return { type: 'accepted', pspId: String(data.id), status: mapped.status, evidence }
      }
      // v3 has messages instead of codes: none of them is taken for the end of a payout.
      const error = v3ErrorSchema.safeParse(answer.json)
      const isRefused = error.success && answer.status >= 400 && answer.status < 500
      return isRefused && /already exists|duplicate/i.test(error.data.message ?? '')
        ? { type: 'duplicate', evidence }
        : { type: 'unknown', evidence }
    },
    async query({ reference, pspId, prepared }, signal) {
      const answer =
        pspId === undefined
          ? await get('/transfers', `/transfers?${new URLSearchParams({ reference })}`, signal)
          : await get('/transfers/:id', `/transfers/${encodeURIComponent(pspId)}`, signal)
      const { evidence } = answer
      if (answer.type === 'throttled') return { type: 'unknown', evidence, retryAt: answer.retryAt }
      if (answer.type === 'failed' || answer.status !== 200) return { type: 'unknown', evidence }
      const list = v3TransfersSchema.safeParse(answer.json)
      const one = v3TransferSchema.safeParse(answer.json)
      if (pspId === undefined && list.success && list.data.data.length === 0) return { type: 'notFound', authoritative: isFinal, evidence }
      const rows = one.success ? [one.data.data] : list.success ? list.data.data : []
      const [data, ...more] = rows.filter((row) => row.reference === reference)
      if (!data || more.length > 0) return { type: 'unknown', evidence: { ...evidence, code: 'notOurs' } }
      const mapped = toStatus(data.status)
      if (!mapped) return { type: 'unknown', evidence: { ...evidence, code: 'strangeStatus' } }
      return {
        type: 'found',
        status: mapped.status,
        pspId: String(data.id),
        amount: { value: data.amount, currency: data.currency },
        destinationMatches: isSame(prepared, data),
        reason: mapped.reason,
        evidence,
      }
    },
    webhook: async (request) => readWebhook({ secretHash, mode: 'v3-verif-hash' }, request),
    async balance(currency, signal) {
      const answer = await get('/balances', `/balances/${encodeURIComponent(currency)}`, signal)
      const parsed = readAnswer(answer, v3BalanceSchema)
      return parsed?.data.currency === currency
        ? { type: 'available', amount: { value: parsed.data.available_balance, currency } }
        : { type: 'unknown', evidence: answer.evidence }
    },
    async institutions(country, signal) {
      if (country !== 'NG') return undefined
      const answer = await get('/banks', '/banks/NG', signal, 2_097_152)
      const parsed = readAnswer(answer, v3BanksSchema)
      return parsed?.data.map(({ code, name }) => ({ code, name }))
    },
  }
}

const capabilities: PspCapabilities = {
  currencies: ['NGN'],
  nameEnquiry: true,
  recipientStep: false,
  repeat: 'refused',
  queryBy: 'reference',
  query: 'sync',
  notFoundAuthoritative: false,
  webhook: 'signed',
  balance: 'sync',
  canReturn: false,
}

/** Whether the transfer goes where it was sent; undefined when the vendor shows no account, or hides part of it. */
function isSame(prepared: PreparedPayout | undefined, { account_number: account, bank_code: bank }: V3Transfer): boolean | undefined {
  if (!prepared || !account || !/^\d{10}$/.test(account)) return undefined
  const asked = JSON.parse(prepared.wire.body) // written by prepare
  return account === asked.account_number && (!bank || bank === asked.account_bank)
}
