/** The smallest adapter there is: `docs/write-an-adapter.md` shows this file, and the kit proves it. */
import type { PspAdapter } from '../../payout/psp.ts'
import { createTransport } from '../../payout/transport/createTransport.ts'
import type { Clock } from '../../runtime/clock.ts'

export function createTinyAdapter({
  url,
  key,
  clock,
  timeoutMs,
}: {
  url: string
  key: string
  clock: Clock
  timeoutMs: number
}): PspAdapter {
  const transport = createTransport({ baseUrl: url, clock, timeoutMs, secrets: [key] })
  const headers = { authorization: `Bearer ${key}` }
  return {
    id: 'tiny:NGN/bank',
    vendor: 'tiny',
    capabilities: {
      currencies: ['NGN'],
      nameEnquiry: false,
      recipientStep: false,
      repeat: 'refused',
      queryBy: 'reference',
      query: 'sync',
      notFoundAuthoritative: true,
      webhook: 'none',
      balance: 'none',
      canReturn: false,
    },
    validate: ({ amount }) =>
      amount.currency === 'NGN' && amount.value > 0n ? [] : [{ severity: 'error', code: 'amount', message: 'amount out of range' }],
    resolve: async () => ({ type: 'unsupported' }),
    async prepare({ reference, amount, recipient }) {
      const body = JSON.stringify({ ref: reference, minor: amount.value.toString(), to: recipient.account })
      return { type: 'prepared', prepared: { reference, wire: { method: 'POST', path: '/pay', body } } }
    },
    async submit({ wire }, signal) {
      const answer = await transport.send({ ...wire, route: '/pay', headers, signal })
      const { evidence } = answer
      if (answer.type === 'throttled') return { type: 'throttled', retryAt: answer.retryAt, evidence }
      if (answer.type === 'answered' && answer.status === 201) return { type: 'accepted', status: 'PENDING', evidence }
      if (answer.type === 'answered' && answer.status === 409) return { type: 'duplicate', evidence }
      return { type: 'unknown', evidence }
    },
    async query({ reference }, signal) {
      const answer = await transport.send({ method: 'GET', path: `/pay/${reference}`, route: '/pay/:ref', headers, signal })
      const { evidence } = answer
      if (answer.type !== 'answered') return { type: 'unknown', evidence }
      const json = answer.json as { error?: string; state?: string; minor?: string } | undefined // parse with zod in earnest
      if (answer.status === 404 && json?.error === 'unknown ref') return { type: 'notFound', authoritative: true, evidence }
      const status = ({ waiting: 'PENDING', paid: 'SUCCEEDED', failed: 'FAILED' } as const)[json?.state as 'paid']
      if (answer.status !== 200 || !status || !json?.minor) return { type: 'unknown', evidence }
      return { type: 'found', status, amount: { value: BigInt(json.minor), currency: 'NGN' }, evidence }
    },
    webhook: async () => ({ type: 'rejected', reason: 'no webhooks', ack: { status: 404 } }),
    balance: async () => ({ type: 'available', amount: { value: 10n ** 12n, currency: 'NGN' } }), // the operator's own limit
    institutions: async () => undefined,
  }
}
