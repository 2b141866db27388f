/** Pays through a Flutterwave v4 account: OAuth, direct transfer under an idempotency key, query by the vendor's id. Amounts are JSON numbers in naira. */

import type { Clock } from '../../../runtime/clock.ts'
import type { PreparedPayout, PspAdapter, PspCapabilities, PspReason } from '../../psp.ts'
import { toNumber } from '../../rails/decimal.ts'
import { requireName } from '../../rails/requireName.ts'
import { toUnixSeconds } from '../../rails/toUnixSeconds.ts'
import { createTokenCache } from '../../transport/createTokenCache.ts'
import { createTransport } from '../../transport/createTransport.ts'
import { readAnswer } from '../../transport/readAnswer.ts'
import type { Exchange, TransportAnswer, TransportRequest } from '../../transport/types.ts'
import { assertMode } from './assertMode.ts'
import { documentedCodes, toErrorCode, toRefusal, toStatus } from './mapping.ts'
import { readWebhook, type WebhookMode } from './readWebhook.ts'
import { balanceSchema, banksSchema, errorSchema, type FlutterwaveTransfer, resolveSchema, tokenSchema, transferSchema } from './schemas.ts'
import { type FlutterwaveLimits, validateIntent } from './validateIntent.ts'

/** One Flutterwave v4 account. `timeoutMs` bounds each request. */
export type FlutterwaveOptions = {
  readonly id: string
  /** The vendor's host of the mode unless given. */
  readonly baseUrl?: string | undefined
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  /** What notices are verified with; set in the vendor's dashboard. */
  readonly secretHash: string
  readonly mode: 'sandbox' | 'live'
  readonly timeoutMs: number
  readonly clock: Clock
  readonly webhookMode?: WebhookMode | undefined
  /** `off`: a request whose answer was lost is never sent again, and a person looks for it. */
  readonly replay?: 'on' | 'off' | undefined
  readonly limits?: FlutterwaveLimits | undefined
  /** Vendor codes that the operator knows to be final, beyond the documented one. */
  readonly definitiveCodes?: Readonly<Record<string, PspReason>> | undefined
  /** What the sandbox is to play, e.g. `scenario:successful`. */
  readonly scenario?: string | undefined
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

/** Creates the adapter. @throws when mode and URLs do not belong together. */
export function createFlutterwaveAdapter(options: FlutterwaveOptions): PspAdapter {
  const { id, tokenUrl, clientId, clientSecret, secretHash, mode, timeoutMs, clock, limits = {}, scenario, onExchange } = options
  const { webhookMode = 'hmac', replay = 'on', baseUrl = hosts[mode] } = options
  assertMode({ mode, baseUrl, tokenUrl })
  if (scenario !== undefined && mode === 'live') throw new Error('a scenario is for the sandbox alone')
  const definitive = { ...documentedCodes, ...options.definitiveCodes }
  const shared = { clock, timeoutMs, secrets: [clientSecret, clientId, secretHash], codeOf: toErrorCode, onExchange }
  const transport = createTransport({ ...shared, baseUrl })
  const { origin, pathname } = new URL(tokenUrl)
  const idp = createTransport({ ...shared, baseUrl: origin })
  const tokens = createTokenCache({
    clock,
    async fetchToken(signal) {
      const body = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, grant_type: 'client_credentials' }).toString()
      const contentType = 'application/x-www-form-urlencoded'
      const at = clock.now()
      const answer = await idp.send({ method: 'POST', path: pathname, route: '/token', lane: '/token', body, contentType, signal })
      const parsed = readAnswer(answer, tokenSchema)
      return parsed && { value: parsed.access_token, expiresAt: at + parsed.expires_in * 1_000 }
    },
  })
  /** One request, with a token; a refused token is forgotten, so that the next request gets a fresh one. */
  const send = async (request: TransportRequest): Promise<TransportAnswer> => {
    const token = await tokens.get(request.signal)
    if (token === undefined) return { type: 'failed', evidence: { code: 'noToken', at: clock.now() } }
    const scene = scenario === undefined ? {} : { 'x-scenario-key': scenario }
    const answer = await transport.send({ ...request, headers: { ...scene, ...request.headers, authorization: `Bearer ${token}` } })
    if (answer.type === 'answered' && answer.status === 401) tokens.drop(token)
    return answer
  }
  const get = (route: string, path: string, signal: AbortSignal, maxBytes?: number) =>
    send({ method: 'GET', route, path, lane: route, signal, maxBytes })

  const resolve: PspAdapter['resolve'] = async ({ institution = '', account }, signal) => {
    const body = JSON.stringify({ account: { code: institution, number: account }, currency: 'NGN' })
    const path = '/banks/account-resolve'
    const answer = await send({ method: 'POST', path, route: path, lane: path, body, signal })
    if (answer.type !== 'answered') return { type: 'unknown' }
    const named = resolveSchema.safeParse(answer.json)
    if ((answer.status === 200 || answer.status === 201) && named.success) {
      const { account_number, bank_code, account_name } = named.data.data
      return account_number === account && bank_code === institution ? { type: 'name', name: account_name } : { type: 'unknown' }
    }
    const refused = answer.status === 400 || answer.status === 404 || answer.status === 422
    const code = errorSchema.safeParse(answer.json).data?.error.code
    return refused && code && unresolved.has(code) ? { type: 'invalid' } : { type: 'unknown' }
  }

  return {
    id,
    vendor: 'flutterwave',
    capabilities: { ...capabilities, repeat: replay === 'on' ? 'replay' : 'unsafe' },
    validate: (intent) => validateIntent(intent, limits),
    resolve,
    async prepare({ reference, amount, recipient, memo }, signal) {
      const named = requireName(await resolve(recipient, signal), clock)
      if (named.type !== 'name') return named
      const value = toNumber(amount.value, 2)
      if (value === undefined) return { type: 'rejected', reason: 'config', evidence: { code: 'amount', at: clock.now() } }
      const body = {
        action: 'instant',
        type: 'bank',
        reference,
        narration: memo,
        payment_instruction: {
          source_currency: amount.currency,
          destination_currency: amount.currency,
          amount: { value, applies_to: 'destination_currency' },
          recipient: { bank: { account_number: recipient.account, code: recipient.institution } },
        },
      }
      const wire = { method: 'POST', path: '/direct-transfers', body: JSON.stringify(body) } as const
      return { type: 'prepared', prepared: { reference, idempotencyKey: reference, wire } }
    },
    async submit({ reference, idempotencyKey = reference, wire }, signal) {
      const headers = { 'x-idempotency-key': idempotencyKey, 'x-trace-id': idempotencyKey }
      const answer = await send({ ...wire, route: wire.path, lane: wire.path, headers, signal })
      const { evidence } = answer
      if (answer.type === 'throttled') return { type: 'throttled', retryAt: answer.retryAt, evidence }
      if (answer.type === 'failed') return { type: 'unknown', evidence }
      const transfer = transferSchema.safeParse(answer.json)
      if ((answer.status === 200 || answer.status === 201) && transfer.success) {
        const { data } = transfer.data
        const mapped = toStatus(data.status)
        if (data.reference !== reference || !mapped) return { type: 'unknown', evidence }
        return { type: 'accepted', pspId: data.id, status: mapped.status, evidence }
      }
      const refusal = toRefusal(answer.status, answer.json, definitive)
      return refusal ? { ...refusal, evidence } : { type: 'unknown', evidence }
    },
    async query({ reference, pspId, prepared }, signal) {
      if (pspId === undefined) return { type: 'lost', evidence: { code: 'noId', at: clock.now() } }
      const answer = await get('/transfers', `/transfers/${encodeURIComponent(pspId)}`, signal)
      const { evidence } = answer
      if (answer.type === 'throttled') return { type: 'unknown', evidence, retryAt: answer.retryAt }
      if (answer.type === 'failed') return { type: 'unknown', evidence }
      const transfer = transferSchema.safeParse(answer.json)
      if (answer.status !== 200 || !transfer.success) return { type: 'unknown', evidence }
      const { data } = transfer.data
      if (data.reference !== reference || data.id !== pspId) return { type: 'unknown', evidence: { ...evidence, code: 'notOurs' } }
      const reversed = data.reversal?.reconciliation_status === 'REVERSED'
      const mapped = toStatus(data.status, { reversed, type: data.provider_response?.type })
      if (!mapped) return { type: 'unknown', evidence: { ...evidence, code: 'strangeStatus' } }
      return {
        type: 'found',
        status: mapped.status,
        pspId: data.id,
        amount: { value: data.amount, currency: data.destination_currency ?? 'NGN' },
        destinationMatches: isSame(prepared, data),
        paidAt: mapped.status === 'SUCCEEDED' ? toUnixSeconds(data.updated_datetime) : undefined,
        reason: mapped.reason,
        evidence,
      }
    },
    webhook: async (request) => readWebhook({ secretHash, mode: webhookMode }, request),
    async balance(currency, signal) {
      const answer = await get('/wallets/balances', `/wallets/balances/${encodeURIComponent(currency)}`, signal)
      const parsed = readAnswer(answer, balanceSchema)
      return parsed?.data.currency === currency
        ? { type: 'available', amount: { value: parsed.data.available_balance, currency } }
        : { type: 'unknown', evidence: answer.evidence }
    },
    async institutions(country, signal) {
      if (country !== 'NG') return undefined
      const answer = await get('/banks', '/banks?country=NG', signal, 2_097_152)
      const parsed = readAnswer(answer, banksSchema)
      return parsed?.data.map(({ code, name }) => ({ code, name }))
    },
  }
}

const capabilities: PspCapabilities = {
  currencies: ['NGN'],
  nameEnquiry: true,
  recipientStep: false,
  repeat: 'replay',
  queryBy: 'pspId',
  query: 'sync',
  notFoundAuthoritative: false,
  webhook: 'signed',
  balance: 'sync',
  canReturn: true,
}

/** The vendor's own sample has the two swapped. */
const hosts = { sandbox: 'https://developersandbox-api.flutterwave.com', live: 'https://f4bexperience.flutterwave.com' } as const

/** The documented answers to an account or bank that does not exist. */
const unresolved: ReadonlySet<string> = new Set(['10400', '10404', '10422'])

/** Whether the transfer goes where it was sent; undefined when the vendor shows no account, or hides part of it. */
function isSame(prepared: PreparedPayout | undefined, { recipient }: FlutterwaveTransfer): boolean | undefined {
  const { account_number: account, code } = recipient?.bank ?? {}
  if (!prepared || !account || !/^\d{10}$/.test(account)) return undefined
  const asked = toRecipient(prepared.wire.body)
  return asked && account === asked.account_number && (!code || code === asked.code)
}

function toRecipient(body: string): { readonly account_number: string; readonly code: string } | undefined {
  const { payment_instruction } = JSON.parse(body) // written by prepare
  return payment_instruction?.recipient?.bank
}
