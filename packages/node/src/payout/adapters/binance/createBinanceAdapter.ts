/** Pays Binance users out of a Binance Pay merchant account: batches of one, named by the payout's reference. Nothing is ever sent twice unless the operator says so. */
import type { Clock } from '../../../runtime/clock.ts'
import type { PspAdapter, PspReason } from '../../psp.ts'
import { fromDecimal, toNumber } from '../../rails/decimal.ts'
import { createTransport } from '../../transport/createTransport.ts'
import type { Exchange } from '../../transport/types.ts'
import { assertHost } from './assertHost.ts'
import { createCertificates } from './createCertificates.ts'
import { toData, toRefusedCode, toStatus, UNKNOWN_ERROR, unheardCodes } from './mapping.ts'
import { createWebhookReader } from './readWebhook.ts'
import { acceptedSchema, type BinanceBatch, balanceSchema, batchSchema, certificatesSchema, requestSchema } from './schemas.ts'
import { signRequest } from './signRequest.ts'
import { type BinanceLimits, type BinanceReceiveType, SCALE, validateIntent } from './validateIntent.ts'

/** One merchant account. `timeoutMs` bounds each request. */
export type BinanceOptions = {
  readonly id: string
  readonly baseUrl: string
  /** The certificate serial number of the account. */
  readonly apiKey: string
  readonly secretKey: string
  readonly timeoutMs: number
  readonly clock: Clock
  /** `EMAIL` may wait 72 hours for its recipient, `PAY_ID` is in older documentation alone. */
  readonly receiveTypes?: readonly BinanceReceiveType[] | undefined
  /** Which wallet pays. */
  readonly wallet?: 'FUNDING_WALLET' | 'SPOT_WALLET' | undefined
  /** `off` where the account has no access to it. */
  readonly receiverCheck?: 'required' | 'off' | undefined
  /** Where notices go, when not where the account says. */
  readonly webhookUrl?: string | undefined
  /** `refused` once the vendor has confirmed that a repeated requestId is always an error. */
  readonly repeat?: 'unsafe' | 'refused' | undefined
  /** Asks queries for the transfers of a batch too; its words are not published in full. */
  readonly detailStatus?: string | undefined
  /** Codes that say "already used", and "no such payout"; whether the latter may be believed. */
  readonly duplicateCodes?: readonly string[] | undefined
  readonly notFoundCodes?: readonly string[] | undefined
  readonly notFound?: 'hint' | 'final' | undefined
  readonly limits?: BinanceLimits | undefined
  /** Vendor codes that the operator knows to be final. */
  readonly definitiveCodes?: Readonly<Record<string, PspReason>> | undefined
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

/** Creates the adapter. @throws when the base URL is neither Binance's nor on this machine. */
export function createBinanceAdapter(options: BinanceOptions): PspAdapter {
  const { id, baseUrl, apiKey, secretKey, timeoutMs, clock, onExchange, webhookUrl, limits = {} } = options
  assertHost(baseUrl)
  const { receiveTypes = ['BINANCE_ID'], wallet = 'FUNDING_WALLET', receiverCheck = 'required', repeat = 'unsafe' } = options
  const { duplicateCodes = [], notFoundCodes = [], notFound = 'hint' } = options
  const details = options.detailStatus === undefined ? {} : { detailStatus: options.detailStatus }
  // A request that can only be the first one was not carried out when it was refused unheard.
  const definitive = { ...(repeat === 'unsafe' ? unheardCodes : {}), ...options.definitiveCodes }
  const transport = createTransport({ baseUrl, clock, timeoutMs, secrets: [apiKey, secretKey], onExchange })
  const post = (path: string, body: string, signal: AbortSignal) => {
    const headers = signRequest({ apiKey, secretKey, timestamp: transport.serverNow(), body })
    return transport.send({ method: 'POST', route: path, path, body, headers, signal, lane: path })
  }
  const ask = async (path: string, request: object, signal: AbortSignal) => {
    const answer = await post(path, JSON.stringify(request), signal)
    return { answer, data: answer.type === 'answered' && answer.status === 200 ? toData(answer.json) : undefined }
  }
  const certificates = createCertificates({
    clock,
    async fetchKeys(signal) {
      const { data } = await ask('/binancepay/openapi/certificates', {}, signal)
      const listed = certificatesSchema.safeParse(data)
      return listed.success ? new Map(listed.data.map(({ certSerial, certPublic }) => [certSerial, certPublic])) : undefined
    },
  })

  return {
    id,
    vendor: 'binance',
    capabilities: {
      currencies: ['USDT'],
      nameEnquiry: false,
      recipientStep: receiverCheck === 'required',
      repeat,
      queryBy: 'reference',
      query: 'sync',
      notFoundAuthoritative: notFound === 'final' && notFoundCodes.length > 0,
      webhook: 'signed',
      balance: 'sync',
      canReturn: true,
    },
    validate: (intent) => validateIntent(intent, { limits, receiveTypes }),
    resolve: async () => ({ type: 'unsupported' }),
    async prepare({ reference, amount, recipient, memo }, signal) {
      const receiver = { receiveType: recipient.institution, receiverId: recipient.account }
      if (receiverCheck === 'required') {
        const { answer, data } = await ask('/binancepay/openapi/payout/receiver/check', receiver, signal)
        const { evidence } = answer
        if (answer.type === 'throttled') return { type: 'unavailable', retryAt: answer.retryAt, evidence }
        if (data === false) return { type: 'rejected', reason: 'bad_destination', evidence }
        if (data !== true) return { type: 'unavailable', evidence }
      }
      const value = toNumber(amount.value, SCALE)
      if (value === undefined) return { type: 'rejected', reason: 'limit', evidence: { code: 'amount', at: clock.now() } }
      const detail = {
        merchantSendId: reference,
        receiveType: recipient.institution,
        receiver: recipient.account,
        transferAmount: value,
        transferMethod: wallet,
        remark: memo,
      }
      const body = {
        requestId: reference,
        batchName: reference,
        currency: amount.currency,
        totalAmount: value,
        totalNumber: 1,
        transferDetailList: [detail],
        ...(webhookUrl === undefined ? {} : { webhookUrl }),
      }
      const wire = { method: 'POST', path: '/binancepay/openapi/payout/transfer', body: JSON.stringify(body) } as const
      return { type: 'prepared', prepared: { reference, wire } }
    },
    async submit({ reference, wire }, signal) {
      const answer = await post(wire.path, wire.body, signal)
      const { evidence } = answer
      if (answer.type === 'throttled') return { type: 'throttled', retryAt: answer.retryAt, evidence }
      if (answer.type === 'failed' || answer.status >= 500) return { type: 'unknown', evidence }
      const accepted = acceptedSchema.safeParse(answer.status === 200 ? toData(answer.json) : undefined)
      if (accepted.success) {
        const mapped = toStatus(accepted.data.status, false)
        if (accepted.data.requestId !== reference || !mapped) return { type: 'unknown', evidence }
        return { type: 'accepted', status: mapped.status, evidence }
      }
      const code = toRefusedCode(answer.json) ?? ''
      if (duplicateCodes.includes(code)) return { type: 'duplicate', evidence }
      const reason = Object.hasOwn(definitive, code) ? definitive[code] : undefined
      return reason ? { type: 'rejected', reason, evidence } : { type: 'unknown', evidence }
    },
    async query({ reference, prepared, succeeded }, signal) {
      const { answer, data } = await ask('/binancepay/openapi/payout/query', { requestId: reference, ...details }, signal)
      const { evidence } = answer
      if (answer.type === 'throttled') return { type: 'unknown', evidence, retryAt: answer.retryAt }
      const batch = batchSchema.safeParse(data)
      if (!batch.success) {
        const code = answer.type === 'answered' && answer.status < 500 ? toRefusedCode(answer.json) : undefined
        if (code === undefined || code === UNKNOWN_ERROR || Object.hasOwn(unheardCodes, code)) return { type: 'unknown', evidence }
        // Which code says "no such payout" is not published: any other refusal may, and makes a person look.
        return { type: 'notFound', authoritative: notFound === 'final' && notFoundCodes.includes(code), evidence }
      }
      const mapped = toStatus(batch.data.batchStatus, succeeded)
      const sent = prepared && requestSchema.safeParse(JSON.parse(prepared.wire.body)).data
      if ((batch.data.requestId ?? reference) !== reference) return { type: 'unknown', evidence: { ...evidence, code: 'notOurs' } }
      const value = toAmount(batch.data, mapped?.status === 'SUCCEEDED', sent?.totalAmount)
      if (!mapped || value === undefined) return { type: 'unknown', evidence: { ...evidence, code: 'strangeStatus' } }
      return {
        type: 'found',
        status: mapped.status,
        amount: { value, currency: batch.data.currency ?? 'USDT' },
        destinationMatches: isSame(sent?.transferDetailList[0], batch.data),
        reason: mapped.reason,
        evidence,
      }
    },
    webhook: createWebhookReader(certificates),
    async balance(currency, signal) {
      const { answer, data } = await ask('/binancepay/openapi/balance', { wallet, currency }, signal)
      const shown = balanceSchema.safeParse(data)
      // Wallets count finer than the corridor: what is below its smallest unit cannot be paid.
      const value = shown.success ? fromDecimal(shown.data.balance.replace(/(\.\d{6})\d+$/, '$1'), SCALE) : undefined
      return value === undefined ? { type: 'unknown', evidence: answer.evidence } : { type: 'available', amount: { value, currency } }
    },
    institutions: async () => undefined,
  }
}

/** What was shown as paid, when it was; else what is shown as asked for, or was. Undefined when a payment's amount is not shown. */
function toAmount({ totalPaidAmount, totalAmount, transferDetailList }: BinanceBatch, isPaid: boolean, asked = 0): bigint | undefined {
  const [detail] = transferDetailList ?? []
  const shown = detail?.transferAmount ?? totalAmount
  const text = isPaid ? (totalPaidAmount ?? shown) : (shown ?? (asked > 0 ? String(asked) : undefined))
  return text == null ? undefined : fromDecimal(text, SCALE)
}

/** Whether the recipient is the one in the recorded request; undefined when one of both is not shown. */
function isSame(
  sent: { readonly receiveType: string; readonly receiver: string } | undefined,
  { transferDetailList }: BinanceBatch,
): boolean | undefined {
  const [shown] = transferDetailList ?? []
  if (!sent || !shown?.receiver) return undefined
  return shown.receiver === sent.receiver && (shown.receiveType ?? sent.receiveType) === sent.receiveType
}
