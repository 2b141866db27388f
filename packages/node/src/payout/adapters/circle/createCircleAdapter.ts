/** Pays through a Circle Mint account: fiat to linked banks, or stablecoins to the address book. The same key replays the first answer. */

import type { Clock } from '../../../runtime/clock.ts'
import type { PspAdapter, PspCapabilities, PspReason } from '../../psp.ts'
import { fromDecimal, toDecimal } from '../../rails/decimal.ts'
import { toUnixSeconds } from '../../rails/toUnixSeconds.ts'
import { createTransport } from '../../transport/createTransport.ts'
import { readAnswer } from '../../transport/readAnswer.ts'
import type { Exchange } from '../../transport/types.ts'
import { assertMode } from './assertMode.ts'
import { toKey, toStatus, toVendorCurrency } from './mapping.ts'
import { createDestinations } from './prepareDestination.ts'
import { createWebhookReader } from './readWebhook.ts'
import { balancesSchema, errorSchema, payoutSchema } from './schemas.ts'
import { type CircleLimits, type CircleProduct, toLinkedBank, validateIntent } from './validateIntent.ts'

/** One Circle Mint account, for banks or for chains. `timeoutMs` bounds each request. */
export type CircleOptions = {
  readonly id: string
  readonly baseUrl: string
  readonly apiKey: string
  readonly mode: 'sandbox' | 'live'
  readonly product: CircleProduct
  readonly timeoutMs: number
  readonly clock: Clock
  /** IBAN to the id of the bank account that was linked for it. */
  readonly linkedBanks?: Readonly<Record<string, string>> | undefined
  /** How a euro payout travels. */
  readonly sepa?: 'sepa' | 'sepa_instant' | undefined
  /** Decimal places of stablecoin amounts, 0 to 6; Circle documents none beyond its examples' two. */
  readonly digits?: number | undefined
  readonly limits?: CircleLimits | undefined
  /** The SNS topic of the account's subscription; without one no notice is taken. */
  readonly topicArn?: string | undefined
  /** Vendor codes that the operator knows to be final even for a repeat of a request whose answer was lost. */
  readonly definitiveCodes?: Readonly<Record<string, PspReason>> | undefined
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

/** Creates the adapter. @throws when key, mode and base URL do not belong together. */
export function createCircleAdapter(options: CircleOptions): PspAdapter {
  const { id, baseUrl, apiKey, mode, product, timeoutMs, clock, onExchange } = options
  const { linkedBanks = {}, sepa = 'sepa', digits = 2, limits = {}, definitiveCodes = {} } = options
  assertMode({ apiKey, mode, baseUrl })
  const transport = createTransport({ baseUrl, clock, timeoutMs, secrets: [apiKey], onExchange })
  const headers = { authorization: `Bearer ${apiKey}` }
  const payouts = product === 'bank' ? '/v1/businessAccount/payouts' : '/v1/payouts'
  const get = (route: string, path: string, signal: AbortSignal) =>
    transport.send({ method: 'GET', route, path, headers, signal, lane: route })
  const post = (path: string, body: string, signal: AbortSignal) =>
    transport.send({ method: 'POST', route: path, path, body, headers, signal, lane: path })
  const destinations = createDestinations({ get, post })
  const readWebhook = createWebhookReader({ baseUrl, clock, timeoutMs, topicArn: options.topicArn })

  return {
    id,
    vendor: 'circle',
    capabilities: product === 'bank' ? bankCapabilities : chainCapabilities,
    validate: (intent) => validateIntent(intent, { product, limits, linkedBanks, digits }),
    resolve: async () => ({ type: 'unsupported' }),
    async prepare({ reference, amount, recipient }, signal) {
      const type = recipient.corridor === 'USD/wire' ? 'wire' : sepa
      const bank = toLinkedBank(recipient.account, linkedBanks) ?? ''
      const found =
        product === 'bank'
          ? await destinations.findBank(bank, type, signal)
          : await destinations.findEntry({ chain: recipient.institution ?? '', address: recipient.account }, signal)
      if (found.type !== 'ready') return found
      const currency = toVendorCurrency(amount.currency)
      const idempotencyKey = toKey(reference)
      const value = product === 'bank' ? toDecimal(amount.value, 2) : toDecimal(amount.value / 10n ** BigInt(6 - digits), digits)
      const body = {
        idempotencyKey,
        destination: { type: product === 'bank' ? type : 'address_book', id: found.id },
        amount: { amount: value, currency },
      }
      const wire = { method: 'POST', path: payouts, body: JSON.stringify(body) } as const
      return { type: 'prepared', prepared: { reference, idempotencyKey, recipientRef: found.id, wire } }
    },
    async submit({ recipientRef, wire }, signal) {
      const answer = await post(wire.path, wire.body, signal)
      const { evidence } = answer
      if (answer.type === 'throttled') return { type: 'throttled', retryAt: answer.retryAt, evidence }
      if (answer.type === 'failed') return { type: 'unknown', evidence }
      const payout = payoutSchema.safeParse(answer.json)
      if ((answer.status === 200 || answer.status === 201) && payout.success) {
        const { data } = payout.data
        const mapped = toStatus(data, false)
        const isElsewhere = recipientRef !== undefined && data.destination?.id !== undefined && data.destination.id !== recipientRef
        if (!mapped || isElsewhere) return { type: 'unknown', evidence }
        return { type: 'accepted', pspId: data.id, status: mapped.status, evidence }
      }
      const error = errorSchema.safeParse(answer.json)
      if (!error.success || answer.status < 400 || answer.status >= 500) return { type: 'unknown', evidence }
      if (answer.status === 409) return { type: 'duplicate', evidence }
      // This may be the repeat of a request that was carried out: what refuses the repeat says nothing about the first.
      const code = String(error.data.code)
      const reason = Object.hasOwn(definitiveCodes, code) ? definitiveCodes[code] : undefined
      return reason ? { type: 'rejected', reason, evidence } : { type: 'unknown', evidence }
    },
    async query({ pspId, prepared, succeeded }, signal) {
      if (pspId === undefined) return { type: 'lost', evidence: { code: 'noPspId', at: clock.now() } }
      const answer = await get(`${payouts}/:id`, `${payouts}/${encodeURIComponent(pspId)}`, signal)
      const { evidence } = answer
      if (answer.type === 'throttled') return { type: 'unknown', evidence, retryAt: answer.retryAt }
      const payout = readAnswer(answer, payoutSchema)
      if (!payout) return { type: 'unknown', evidence }
      const { data } = payout
      const mapped = toStatus(data, succeeded)
      const coin = product === 'bank' ? data.amount.currency : `${data.amount.currency}C`
      const value = fromDecimal(data.amount.amount, product === 'bank' ? 2 : 6)
      if (data.id !== pspId) return { type: 'unknown', evidence: { ...evidence, code: 'notOurs' } }
      if (!mapped || value === undefined) return { type: 'unknown', evidence: { ...evidence, code: 'strangeStatus' } }
      const [asked, shown] = [prepared?.recipientRef, data.destination?.id]
      return {
        type: 'found',
        status: mapped.status,
        pspId,
        amount: { value, currency: coin },
        destinationMatches: asked === undefined || shown === undefined ? undefined : asked === shown,
        paidAt: mapped.status === 'SUCCEEDED' ? toUnixSeconds(data.updateDate) : undefined,
        reason: mapped.reason,
        evidence,
      }
    },
    webhook: readWebhook,
    async balance(currency, signal) {
      const answer = await get('/v1/businessAccount/balances', '/v1/businessAccount/balances', signal)
      const { evidence } = answer
      const parsed = readAnswer(answer, balancesSchema)
      const row = parsed?.data.available.find((item) => item.currency === toVendorCurrency(currency))
      const value = row && fromDecimal(row.amount, product === 'bank' ? 2 : 6)
      return value === undefined ? { type: 'unknown', evidence } : { type: 'available', amount: { value, currency } }
    },
    institutions: async () => undefined,
  }
}

const bankCapabilities: PspCapabilities = {
  currencies: ['USD', 'EUR'],
  nameEnquiry: false,
  recipientStep: true,
  repeat: 'replay',
  queryBy: 'pspId',
  query: 'sync',
  notFoundAuthoritative: false,
  webhook: 'signed',
  balance: 'sync',
  canReturn: true,
}
const chainCapabilities: PspCapabilities = { ...bankCapabilities, currencies: ['USDC', 'EURC'], canReturn: false }
