/** Speaks to a sandbox PSP. Whatever the PSP did not definitively refuse or confirm is unknown. */

import { getCorridor, type PaymentReference, recipientSchema, validateRecipient } from '@paynode/sdk/protocol'
import { z } from 'zod'
import { type Clock, systemClock } from '../../runtime/clock.ts'
import {
  type PayoutIntent,
  type PspAdapter,
  type PspCapabilities,
  type PspIssue,
  type PspReason,
  pspStatuses,
  type Receipt,
  type ReceiptSource,
} from '../psp.ts'
import { createTransport } from '../transport/createTransport.ts'
import { readAnswer } from '../transport/readAnswer.ts'

export type SandboxAdapterOptions = {
  readonly id: string
  readonly url: string
  readonly apiKey: string
  readonly timeoutMs: number
  readonly clock: Clock
}

/** Creates the adapter of one account at a sandbox PSP. */
export function createSandboxAdapter({ id, url, apiKey, timeoutMs, clock }: SandboxAdapterOptions): PspAdapter {
  const transport = createTransport({ baseUrl: url, clock, timeoutMs, secrets: [apiKey], maxBytes: 65_536 })
  const call = (method: 'GET' | 'POST', path: string, body: string | undefined, signal: AbortSignal) =>
    transport.send({ method, path, route: toRoute(path), body, signal, headers: { authorization: `Bearer ${apiKey}` } })

  return {
    id,
    vendor: 'sandbox',
    capabilities,
    validate({ amount, recipient, reference }) {
      const problem = toProblem({ amount, recipient, reference })
      return problem ? [{ severity: 'error', ...problem }] : []
    },
    async resolve({ institution, account }, signal) {
      const answer = await call('POST', '/v1/resolve', JSON.stringify({ institution, account }), signal)
      if (answer.type !== 'answered') return { type: 'unknown' }
      const named = nameSchema.safeParse(answer.json)
      if (answer.status === 200 && named.success) return { type: 'name', name: named.data.name }
      return answer.status === 404 && toCode(answer.json) === 'unknown_account' ? { type: 'invalid' } : { type: 'unknown' }
    },
    async prepare({ reference, amount, recipient, memo }) {
      const { institution, account } = recipient
      const body = JSON.stringify({ reference, currency: amount.currency, amount: amount.value.toString(), institution, account, memo })
      return { type: 'prepared', prepared: { reference, wire: { method: 'POST', path: '/v1/payouts', body } } }
    },
    async submit({ reference, wire }, signal) {
      const answer = await call(wire.method, wire.path, wire.body, signal)
      const { evidence } = answer
      if (answer.type === 'throttled') return { type: 'throttled', retryAt: answer.retryAt, evidence }
      if (answer.type === 'failed') return { type: 'unknown', evidence }
      if (answer.status === 201) {
        const payout = payoutSchema.safeParse(answer.json)
        if (payout.success && payout.data.reference === reference)
          return { type: 'accepted', pspId: payout.data.id, status: payout.data.status, evidence }
        return { type: 'unknown', evidence }
      }
      const code = toCode(answer.json)
      if (answer.status === 409 && code === 'duplicate_reference') return { type: 'duplicate', evidence }
      const reason = code === undefined ? undefined : definitive.get(`${answer.status} ${code}`)
      return reason ? { type: 'rejected', reason, evidence } : { type: 'unknown', evidence }
    },
    async query({ reference }, signal) {
      const answer = await call('GET', toPath('payouts', reference), undefined, signal)
      const { evidence } = answer
      if (answer.type !== 'answered') return { type: 'unknown', evidence }
      if (answer.status === 404 && toCode(answer.json) === 'not_found') return { type: 'notFound', authoritative: true, evidence }
      const payout = payoutSchema.safeParse(answer.json)
      if (answer.status !== 200 || !payout.success || payout.data.reference !== reference) return { type: 'unknown', evidence }
      const { status, id: pspId, amount, currency, paidAt, reason } = payout.data
      return {
        type: 'found',
        status,
        pspId,
        amount: { value: amount, currency },
        paidAt: paidAt ?? undefined,
        reason: reason ?? undefined,
        evidence,
      }
    },
    webhook: async () => ({ type: 'rejected', reason: 'the sandbox adapter asks and does not listen', ack: { status: 404 } }),
    async balance(currency, signal) {
      const answer = await call('GET', '/v1/balance', undefined, signal)
      const balance = readAnswer(answer, balanceSchema)
      return balance?.currency === currency
        ? { type: 'available', amount: { value: balance.amount, currency } }
        : { type: 'unknown', evidence: answer.evidence }
    },
    async institutions(_country, signal) {
      const answer = await call('GET', '/v1/institutions', undefined, signal)
      const parsed = readAnswer(answer, institutionsSchema)
      return parsed?.institutions
    },
  }
}

/** Read-only access to a sandbox PSP's receipts. `timeoutMs` bounds each read. */
export function createSandboxReceipts(parameters: {
  readonly url: string
  readonly token: string
  readonly timeoutMs?: number
  readonly clock?: Clock
}): ReceiptSource {
  const { url, token, timeoutMs = 10_000, clock = systemClock } = parameters
  const transport = createTransport({ baseUrl: url, clock, timeoutMs, secrets: [token], maxBytes: 65_536 })
  return {
    async getReceipt(reference, signal) {
      const path = toPath('receipts', reference)
      const answer = await transport.send({
        method: 'GET',
        path,
        route: toRoute(path),
        signal,
        headers: { authorization: `Bearer ${token}` },
      })
      const [status, json] = answer.type === 'answered' ? [answer.status, answer.json] : []
      if (status === 404 && toCode(json) === 'not_found') return undefined
      const parsed = receiptSchema.safeParse(json)
      if (status !== 200 || !parsed.success)
        throw new Error(`the PSP gave no readable receipt (status ${status ?? 'none'}, code ${answer.evidence.code ?? 'none'}); ask again`)
      const { amount, currency, paidAt, ...receipt } = parsed.data
      return { ...receipt, amount: { value: amount, currency }, paidAt: paidAt ?? 0 } satisfies Receipt
    },
  }
}

const toPath = (noun: string, reference: PaymentReference) => `/v1/${noun}/${encodeURIComponent(reference)}`
const toRoute = (path: string) => path.split('/').slice(0, 3).join('/')
const toCode = (json: unknown): string | undefined => {
  const parsed = refusalSchema.safeParse(json)
  return parsed.success ? parsed.data.code : undefined
}

function toProblem({ amount, recipient, reference }: Omit<PayoutIntent, 'memo'>): Omit<PspIssue, 'severity'> | undefined {
  if (!/^pn[a-z2-7]{26}$/.test(reference)) return { code: 'reference', message: 'malformed payment reference' }
  if (amount.value <= 0n || amount.value >= 10n ** 38n) return { code: 'amount', message: 'amount out of range' }
  if (getCorridor(recipient.corridor)?.currency !== amount.currency)
    return { code: 'currency', message: `the corridor does not pay in ${amount.currency}` }
  const message = validateRecipient(recipient)
  return message === undefined ? undefined : { code: 'destination', message }
}

const capabilities: PspCapabilities = {
  currencies: ['NGN', 'KES', 'GHS'],
  nameEnquiry: true,
  recipientStep: false,
  repeat: 'refused',
  queryBy: 'reference',
  query: 'sync',
  notFoundAuthoritative: true,
  webhook: 'none',
  balance: 'sync',
  canReturn: false,
}

/** Answers after which this reference has moved nothing and never will: status and code together. */
const definitive: ReadonlyMap<string, PspReason> = new Map([
  ['400 invalid_request', 'other'],
  ['401 unauthorized', 'auth'],
  ['402 insufficient_funds', 'insufficient_funds'],
  ['422 unsupported_currency', 'config'],
  ['422 invalid_destination', 'bad_destination'],
])

const minorUnits = z
  .string()
  .regex(/^\d{1,39}$/)
  .transform(BigInt)
const unixSeconds = z.int().min(0).nullish()
const refusalSchema = z.object({ code: z.string().max(64) })
const nameSchema = z.object({ name: z.string().min(1).max(120) })
const institutionsSchema = z.object({ institutions: z.array(z.object({ code: z.string(), name: z.string() })) })
const balanceSchema = z.object({ currency: z.string(), amount: minorUnits })
const reasonSchema = z
  .enum(['insufficient_funds', 'bad_destination', 'limit', 'auth', 'config', 'compliance', 'provider', 'expired', 'other'])
  .catch('other')
const payoutSchema = z.object({
  id: z.string().min(1).max(64),
  reference: z.string(),
  status: z.enum(pspStatuses),
  reason: reasonSchema.nullish(),
  amount: minorUnits,
  currency: z.string(),
  paidAt: unixSeconds,
})
const receiptSchema = z.object({
  reference: z.string(),
  status: z.enum(pspStatuses),
  amount: minorUnits,
  currency: z.string(),
  recipient: recipientSchema,
  owner: z.string(),
  paidAt: unixSeconds,
})
