/** Pays through an OPay merchant account (cashier API v3): bank transfer, status by reference. Amounts are kobo in decimal strings; there are no callbacks. */

import type { Clock } from '../../../runtime/clock.ts'
import type { PreparedPayout, PspAdapter, PspCapabilities, PspReason } from '../../psp.ts'
import { fromDecimal } from '../../rails/decimal.ts'
import { requireName } from '../../rails/requireName.ts'
import { createTransport } from '../../transport/createTransport.ts'
import type { Exchange } from '../../transport/types.ts'
import { assertMode } from './assertMode.ts'
import { DUPLICATE, NOT_FOUND, toRefusedCode, toStatus } from './mapping.ts'
import { readWebhook } from './readWebhook.ts'
import { balancesSchema, banksSchema, type OpayTransfer, resolveSchema, transferSchema } from './schemas.ts'
import { signBody, toSortedJson } from './sign.ts'
import { type OpayLimits, validateIntent } from './validateIntent.ts'

/** Below the base URL. Merchants may get paths of their own. */
export type OpayPaths = {
  readonly transfer?: string | undefined
  readonly status?: string | undefined
  readonly resolve?: string | undefined
  readonly banks?: string | undefined
  readonly balances?: string | undefined
}

/** One OPay merchant account. `timeoutMs` bounds each request. */
export type OpayOptions = {
  readonly id: string
  readonly baseUrl: string
  readonly merchantId: string
  /** Reads: banks, name enquiry, balances. */
  readonly publicKey: string
  /** Signs transfers and questions about them; never sent. */
  readonly secretKey: string
  readonly mode: 'sandbox' | 'live'
  readonly timeoutMs: number
  readonly clock: Clock
  readonly paths?: OpayPaths | undefined
  /** How strictly OPay compares the resolved name with the account's. */
  readonly nameCheck?: 'yes' | 'fuzzy' | 'no' | undefined
  /** Codes that say "order not found"; `02006` unless given, as integrators report. */
  readonly notFoundCodes?: readonly string[] | undefined
  /** Whether they may be believed once the window has passed. The vendor does not say: `hint`. */
  readonly notFound?: 'hint' | 'final' | undefined
  /** What a repeated reference does. The vendor does not document the answer: `unsafe`, nothing is ever sent twice. */
  readonly repeat?: 'unsafe' | 'refused' | undefined
  /** What `/balances` counts in. The vendor does not say; `kobo` can only make the balance look too small. */
  readonly balanceUnit?: 'kobo' | 'naira' | undefined
  /** Codes of the name enquiry that mean "no such account". None documented. */
  readonly unresolvedCodes?: readonly string[] | undefined
  readonly limits?: OpayLimits | undefined
  /** Vendor codes that the operator knows to be final. None documented. */
  readonly definitiveCodes?: Readonly<Record<string, PspReason>> | undefined
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

/** Creates the adapter. @throws when mode and base URL do not belong together. */
export function createOpayAdapter(options: OpayOptions): PspAdapter {
  const { id, baseUrl, merchantId, publicKey, secretKey, mode, timeoutMs, clock, limits = {}, onExchange } = options
  const {
    nameCheck = 'yes',
    notFoundCodes = [NOT_FOUND],
    notFound = 'hint',
    repeat = 'unsafe',
    balanceUnit = 'kobo',
    unresolvedCodes = [],
    definitiveCodes = {},
  } = options
  assertMode({ mode, baseUrl })
  const paths = toPaths(options.paths)
  const transport = createTransport({ baseUrl, clock, timeoutMs, secrets: [secretKey, publicKey], onExchange })
  const post = (path: string, body: string, key: string, signal: AbortSignal, maxBytes?: number) =>
    transport.send({
      method: 'POST',
      route: path,
      path,
      lane: path,
      body,
      headers: { merchantid: merchantId, authorization: `Bearer ${key}` },
      signal,
      maxBytes,
    })
  const read = async (path: string, body: string, signal: AbortSignal, maxBytes?: number) => {
    const answer = await post(path, body, publicKey, signal, maxBytes)
    return { json: answer.type === 'answered' && answer.status === 200 ? answer.json : undefined, answer }
  }

  const resolve: PspAdapter['resolve'] = async ({ institution, account }, signal) => {
    const body = toSortedJson({ bankAccountNo: account, bankCode: institution, countryCode: 'NG' })
    const { json } = await read(paths.resolve, body, signal)
    const named = resolveSchema.safeParse(json)
    if (named.success)
      return named.data.data.accountNo === account ? { type: 'name', name: named.data.data.accountName } : { type: 'unknown' }
    const code = toRefusedCode(json)
    return code !== undefined && unresolvedCodes.includes(code) ? { type: 'invalid' } : { type: 'unknown' }
  }

  return {
    id,
    vendor: 'opay',
    capabilities: { ...capabilities, repeat, notFoundAuthoritative: notFound === 'final' },
    validate: (intent) => validateIntent(intent, limits),
    resolve,
    async prepare({ reference, amount, recipient, memo }, signal) {
      const named = requireName(await resolve(recipient, signal), clock)
      if (named.type !== 'name') return named
      const body = toSortedJson({
        amount: amount.value.toString(),
        country: 'NG',
        currency: amount.currency,
        reason: memo,
        receiver: { bankAccountNumber: recipient.account, bankCode: recipient.institution, name: named.name, nameCheck },
        reference,
      })
      return { type: 'prepared', prepared: { reference, wire: { method: 'POST', path: paths.transfer, body } } }
    },
    async submit({ reference, wire }, signal) {
      const answer = await post(wire.path, wire.body, signBody(secretKey, wire.body), signal)
      const { evidence } = answer
      if (answer.type === 'throttled') return { type: 'throttled', retryAt: answer.retryAt, evidence }
      if (answer.type === 'failed' || answer.status !== 200) return { type: 'unknown', evidence }
      const transfer = transferSchema.safeParse(answer.json)
      if (transfer.success) {
        const { data } = transfer.data
        const mapped = toStatus(data.status)
        if (data.reference !== reference || !mapped) return { type: 'unknown', evidence }
        return { type: 'accepted', pspId: data.orderNo, status: mapped.status, evidence }
      }
      const code = toRefusedCode(answer.json)
      if (code === DUPLICATE) return { type: 'duplicate', evidence }
      const reason = code !== undefined && Object.hasOwn(definitiveCodes, code) ? definitiveCodes[code] : undefined
      return reason ? { type: 'rejected', reason, evidence } : { type: 'unknown', evidence }
    },
    async query({ reference, prepared }, signal) {
      const body = toSortedJson({ reference })
      const answer = await post(paths.status, body, signBody(secretKey, body), signal)
      const { evidence } = answer
      if (answer.type === 'throttled') return { type: 'unknown', evidence, retryAt: answer.retryAt }
      if (answer.type === 'failed' || answer.status !== 200) return { type: 'unknown', evidence }
      if (notFoundCodes.includes(toRefusedCode(answer.json) ?? ''))
        return { type: 'notFound', authoritative: notFound === 'final', evidence }
      const transfer = transferSchema.safeParse(answer.json)
      if (!transfer.success) return { type: 'unknown', evidence }
      const { data } = transfer.data
      if (data.reference !== reference) return { type: 'unknown', evidence: { ...evidence, code: 'notOurs' } }
      const mapped = toStatus(data.status)
      if (!mapped) return { type: 'unknown', evidence: { ...evidence, code: 'strangeStatus' } }
      return {
        type: 'found',
        status: mapped.status,
        pspId: data.orderNo,
        amount: { value: data.amount, currency: data.currency },
        destinationMatches: isSame(prepared, data),
        reason: mapped.reason,
        evidence,
      }
    },
    webhook: async (request) => readWebhook(request),
    async balance(currency, signal) {
      const { json, answer } = await read(paths.balances, '{}', signal)
      const row = balancesSchema.safeParse(json).data?.data.find((item) => item.currency === currency)
      const value = row && fromDecimal(row.value, balanceUnit === 'kobo' ? 0 : 2)
      return value === undefined || value < 0n
        ? { type: 'unknown', evidence: answer.evidence }
        : { type: 'available', amount: { value, currency } }
    },
    async institutions(country, signal) {
      if (country !== 'NG') return undefined
      const { json } = await read(paths.banks, toSortedJson({ countryCode: 'NG' }), signal, 2_097_152)
      return banksSchema.safeParse(json).data?.data.map(({ code, name }) => ({ code, name }))
    },
  }
}

const toPaths = ({
  transfer = '/transfer/toBank',
  status = '/transfer/status/toBank',
  resolve = '/verification/accountNumber/resolve',
  banks = '/banks',
  balances = '/balances',
}: OpayPaths = {}) => ({ transfer, status, resolve, banks, balances })

const capabilities: PspCapabilities = {
  currencies: ['NGN'],
  nameEnquiry: true,
  recipientStep: false,
  repeat: 'unsafe',
  queryBy: 'reference',
  query: 'sync',
  notFoundAuthoritative: false,
  webhook: 'none',
  balance: 'sync',
  canReturn: false,
}

/** Whether the transfer goes where it was sent; undefined when the vendor shows no account, or hides part of it. */
function isSame(prepared: PreparedPayout | undefined, { bankAccountNumber: account, bankCode }: OpayTransfer): boolean | undefined {
  if (!prepared || !account || !/^\d{10}$/.test(account)) return undefined
  const { receiver } = JSON.parse(prepared.wire.body) // written by prepare
  return account === receiver?.bankAccountNumber && (!bankCode || bankCode === receiver?.bankCode)
}
