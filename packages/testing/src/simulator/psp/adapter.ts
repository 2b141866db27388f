/** A daemon's adapter to the PSP model, with everything that can happen to a request on its way there and back. */
import type { Recipient } from '@paynode/sdk/protocol'
import type { Address } from 'viem'
import type {
  PspAdapter,
  PspCapabilities,
  QueryResult,
  ReceiptSource,
  ResolveResult,
  SubmitResult,
} from '../../../../node/src/payout/psp.ts'
import type { Gate } from '../daemon/gate.ts'
import type { Chaos } from '../world/chaos.ts'
import type { Plan } from '../world/plan.ts'
import { pspTimeoutMs } from '../world/rail.ts'
import { type PspModel, toOwnSpelling } from './pspModel.ts'

/** What the adapter needs. */
export type SimPspDeps = {
  readonly gate: Gate
  readonly psp: PspModel
  readonly owner: Address
  readonly chaos: Chaos
  readonly plan: Pick<Plan, 'arrivesWithinMs'>
  /** It tells whose account it is. */
  readonly hasEnquiry: boolean
  sleep(ms: number): Promise<void>
}

/** Requests that the PSP still takes from its queue after the sender gave up arrive at most this much later. */
const QUEUE_MS = 4_000
/** How long a read may miss a payout that was made. */
const STALE_MS = 12_000

/** Creates the adapter of one account. */
export function createSimPsp(deps: SimPspDeps): PspAdapter {
  const { gate, psp, owner, chaos, plan } = deps
  const now = () => gate.clock.now()
  const evidence = (code: string) => ({ code, at: now() })

  const commit = (body: string): SubmitResult => {
    const request = JSON.parse(body) as { reference: string; amount: string; currency: string; recipient: Recipient } // written by prepare only
    const refusal = psp.refusalOf(request.recipient)
    if (refusal === 'refused') return { type: 'rejected', reason: 'bad_destination', evidence: evidence('account') }
    if (chaos.hits('pspRejects')) return { type: 'rejected', reason: 'provider', evidence: evidence('refused') }
    const failure = refusal ? 'bad_destination' : chaos.hits('pspFails') ? 'provider' : undefined
    const settleMs = chaos.hits('pspSlow') ? chaos.random.int(5_000, 90_000) : chaos.random.int(0, plan.arrivesWithinMs)
    const result = psp.commit(owner, { ...request, amount: BigInt(request.amount) }, { settleMs, failure })
    if (result.type === 'duplicate') return { type: 'duplicate', evidence: evidence('duplicate') }
    if (result.type === 'insufficientFunds') return { type: 'rejected', reason: 'insufficient_funds', evidence: evidence('funds') }
    const status = psp.statusOf(result.payout)
    return { type: 'accepted', pspId: result.payout.id, status, evidence: evidence('accepted') }
  }
  const timedOut = (): SubmitResult => ({ type: 'unknown', evidence: evidence('timeout') })

  return {
    id: 'sim',
    vendor: 'sim',
    capabilities: { ...capabilities, nameEnquiry: deps.hasEnquiry },
    validate: () => [],
    resolve: (recipient) =>
      gate.call('psp resolve', chaos.latencyMs(), (): ResolveResult => {
        if (chaos.hits('pspSilent')) return { type: 'unknown' }
        return psp.refusalOf(recipient) ? { type: 'invalid' } : { type: 'name', name: 'Ada Example' }
      }),
    prepare: async ({ reference, amount, recipient }) => {
      const body = JSON.stringify({ reference, amount: amount.value.toString(), currency: amount.currency, recipient })
      return { type: 'prepared', prepared: { reference, wire: { method: 'POST', path: '/payouts', body } } }
    },
    submit: ({ wire }) =>
      gate.call('psp submit', chaos.latencyMs(), async (): Promise<SubmitResult> => {
        if (chaos.hits('pspThrottled')) return { type: 'throttled', retryAt: now() + 1_000 }
        if (chaos.hits('pspErrorBefore')) return { type: 'unknown', evidence: evidence('500') }
        if (chaos.hits('pspLateArrival')) {
          const arrives = deps.sleep(pspTimeoutMs + chaos.random.int(0, QUEUE_MS)).then(() => commit(wire.body))
          arrives.catch(() => {}) // nobody waits for it
          await deps.sleep(pspTimeoutMs)
          return timedOut()
        }
        const result = commit(wire.body)
        if (!chaos.hits('pspAnswerLost')) return result
        await deps.sleep(pspTimeoutMs)
        return timedOut()
      }),
    query: ({ reference }) =>
      gate.call('psp query', chaos.latencyMs(), (): QueryResult => {
        if (chaos.hits('pspSilent')) return { type: 'unknown', evidence: evidence('500') }
        const payout = psp.payout(owner, reference)
        const isStale = payout !== undefined && now() - payout.createdAt < STALE_MS && chaos.hits('pspStaleRead')
        if (!payout || isStale) return { type: 'notFound', authoritative: true, evidence: evidence('not_found') }
        const status = psp.statusOf(payout)
        const paidAt = status === 'SUCCEEDED' ? Math.floor(payout.settleAt / 1_000) : undefined
        const amount = { value: payout.amount, currency: payout.currency }
        return { type: 'found', status, pspId: payout.id, amount, paidAt, reason: payout.failure, evidence: evidence(status) }
      }),
    webhook: async () => ({ type: 'rejected', reason: 'not served', ack: { status: 404 } }),
    balance: (currency) =>
      gate.call('psp balance', chaos.latencyMs(), () =>
        chaos.hits('pspNoBalance') ? { type: 'unknown' } : { type: 'available', amount: { value: psp.balance(owner, currency), currency } },
      ),
    institutions: async () => undefined,
  }
}

/** What an attester reads: every account's payouts. */
export function createSimReceipts({ gate, psp, chaos }: Pick<SimPspDeps, 'gate' | 'psp' | 'chaos'>): ReceiptSource {
  return {
    getReceipt: (reference) =>
      gate.call('psp receipt', chaos.latencyMs(), () => {
        if (chaos.hits('receiptsDown')) throw new Error('the PSP gave no readable receipt')
        const payout = psp.receipt(reference)
        if (!payout) return undefined
        const { amount, currency, owner, settleAt } = payout
        const recipient = toOwnSpelling(payout.recipient)
        const status = psp.statusOf(payout)
        return { reference, status, amount: { value: amount, currency }, recipient, owner, paidAt: Math.floor(settleAt / 1_000) }
      }),
  }
}

const capabilities: PspCapabilities = {
  currencies: ['NGN', 'USDT', 'USDC'],
  nameEnquiry: false,
  recipientStep: false,
  repeat: 'refused',
  queryBy: 'reference',
  query: 'sync',
  notFoundAuthoritative: true,
  webhook: 'none',
  balance: 'sync',
  canReturn: false,
}
