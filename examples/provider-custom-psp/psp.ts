/** An adapter of one's own: three calls to a bank's HTTP API, and what each of its answers means. */
import type { PspModuleParameters } from '@paynode/node'
import { createTransport, type PspAdapter, type PspStatus } from '@paynode/node/conformance'
import { z } from 'zod'

const optionsSchema = z.strictObject({ url: z.url() })
const secretsSchema = z.strictObject({ apiKey: z.string() })

/** The bank's words, one by one. Any other word is no answer. */
const words = {
  ACCEPTED: 'SUBMITTED',
  PENDING: 'PENDING',
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
  RETURNED: 'RETURNED',
} as const satisfies Readonly<Record<string, PspStatus>>
const word = z.enum(Object.keys(words) as (keyof typeof words)[]).transform((text) => words[text])

const minor = z.string().regex(/^\d+$/).transform(BigInt)
const payoutSchema = z.object({
  id: z.string(),
  reference: z.string(),
  status: word,
  amount: minor,
  currency: z.string(),
  paidAt: z.int().nullish(),
})
const nameSchema = z.object({ name: z.string() })
const balanceSchema = z.object({ currency: z.string(), amount: minor })
const refusalSchema = z.object({ code: z.string() })

/** The daemon calls this once at its start, with what the configuration says. */
export function createPspAdapter({ id, clock, options, secrets, timeoutMs, onExchange }: PspModuleParameters): PspAdapter {
  const { url } = optionsSchema.parse(options)
  const { apiKey } = secretsSchema.parse(secrets)
  const transport = createTransport({ baseUrl: url, clock, timeoutMs, secrets: [apiKey], onExchange })
  const headers = { authorization: `Bearer ${apiKey}` }
  return {
    id,
    vendor: 'my-bank',
    capabilities: {
      currencies: ['NGN'],
      nameEnquiry: true,
      recipientStep: false,
      repeat: 'refused', // the bank takes a reference once
      queryBy: 'reference',
      query: 'sync',
      notFoundAuthoritative: true, // "not found" there means that nothing will ever be paid under it
      webhook: 'none',
      balance: 'sync',
      canReturn: false,
    },
    validate: ({ amount }) =>
      amount.currency === 'NGN' && amount.value > 0n ? [] : [{ severity: 'error', code: 'amount', message: 'amount out of range' }],
    async resolve({ institution, account }, signal) {
      const body = JSON.stringify({ institution, account })
      const answer = await transport.send({ method: 'POST', path: '/v1/resolve', route: '/v1/resolve', headers, body, signal })
      if (answer.type !== 'answered') return { type: 'unknown' }
      const named = nameSchema.safeParse(answer.json)
      if (answer.status === 200 && named.success) return { type: 'name', name: named.data.name }
      return answer.status === 404 ? { type: 'invalid' } : { type: 'unknown' }
    },
    /** The exact bytes, made durable before they leave. */
    async prepare({ reference, amount, recipient: { institution, account }, memo }) {
      const body = JSON.stringify({ reference, currency: amount.currency, amount: amount.value.toString(), institution, account, memo })
      return { type: 'prepared', prepared: { reference, wire: { method: 'POST', path: '/v1/payouts', body } } }
    },
    /** Whatever the bank did not clearly take or refuse is unknown: the daemon then asks, and never sends again. */
    async submit({ reference, wire }, signal) {
      const answer = await transport.send({ ...wire, route: '/v1/payouts', headers, signal })
      const { evidence } = answer
      if (answer.type === 'throttled') return { type: 'throttled', retryAt: answer.retryAt, evidence }
      if (answer.type === 'failed') return { type: 'unknown', evidence }
      const taken = payoutSchema.safeParse(answer.json)
      if (answer.status === 201 && taken.success && taken.data.reference === reference)
        return { type: 'accepted', pspId: taken.data.id, status: taken.data.status, evidence }
      const code = refusalSchema.safeParse(answer.json).data?.code
      if (answer.status === 409 && code === 'duplicate_reference') return { type: 'duplicate', evidence }
      if (answer.status === 402 && code === 'insufficient_funds') return { type: 'rejected', reason: 'insufficient_funds', evidence }
      if (answer.status === 422 && code === 'invalid_destination') return { type: 'rejected', reason: 'bad_destination', evidence }
      return { type: 'unknown', evidence }
    },
    async query({ reference }, signal) {
      const answer = await transport.send({ method: 'GET', path: `/v1/payouts/${reference}`, route: '/v1/payouts', headers, signal })
      const { evidence } = answer
      if (answer.type !== 'answered') return { type: 'unknown', evidence }
      const refusal = refusalSchema.safeParse(answer.json).data
      if (answer.status === 404 && refusal?.code === 'not_found') return { type: 'notFound', authoritative: true, evidence }
      const found = payoutSchema.safeParse(answer.json)
      if (answer.status !== 200 || !found.success || found.data.reference !== reference) return { type: 'unknown', evidence }
      const { status, id: pspId, amount, currency, paidAt } = found.data
      return { type: 'found', status, pspId, amount: { value: amount, currency }, paidAt: paidAt ?? undefined, evidence }
    },
    webhook: async () => ({ type: 'rejected', reason: 'the bank sends none', ack: { status: 404 } }),
    async balance(currency, signal) {
      const answer = await transport.send({ method: 'GET', path: '/v1/balance', route: '/v1/balance', headers, signal })
      const told = answer.type === 'answered' ? balanceSchema.safeParse(answer.json).data : undefined
      return told?.currency === currency
        ? { type: 'available', amount: { value: told.amount, currency } }
        : { type: 'unknown', evidence: answer.evidence }
    },
    institutions: async () => undefined, // the corridor's own list
  }
}
