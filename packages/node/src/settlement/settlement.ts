/** Proves payouts on chain in batches: closed by size or by the age of their oldest order, held a little while gas is dear, one transaction each. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import {
  type OrderId,
  type PaymentReference,
  type PayoutAttestation,
  type ProviderId,
  toSharedKey,
  toSubmissionGroups,
  type VerifierDomain,
} from '@paynode/sdk/protocol'
import { type Address, encodeFunctionData, type Hex, isAddressEqual } from 'viem'
import type { ChainView, TransactionSender } from '../chain/ports.ts'
import type { OrderRecord } from '../orders/types.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import type { Held, Hold } from './createHold.ts'

/** A payout to prove. */
export type SettlementItem = {
  readonly orderId: OrderId
  readonly reference: PaymentReference
  readonly salt: Hex
  readonly paidAt?: number | undefined
}

/** Collects attestations and their proof; rejected items come with a reason. */
export type Collect = (
  items: readonly SettlementItem[],
  signal: AbortSignal,
) => Promise<{
  readonly accepted: readonly { readonly orderId: OrderId; readonly attestation: PayoutAttestation }[]
  readonly rejected: readonly { readonly orderId: OrderId; readonly reason: string }[]
  readonly attesters: readonly ProviderId[]
  readonly proof: Hex
}>

export type SettlementDeps = {
  readonly clock: Clock
  readonly maxBatch: number
  /** How long the first order of a batch waits for others. Milliseconds. */
  readonly maxAgeMs: number
  /** Asked when a batch is old enough, and again every other second. Without it nothing waits. */
  readonly hold?: Hold | undefined
  readonly sender: TransactionSender
  readonly escrow: Address
  readonly collect: Collect
  readonly view: Pick<ChainView, 'order' | 'head'>
  readonly verifierDomain: VerifierDomain
  readonly metrics: Metrics
  readonly logger: Logger
  readonly signal: AbortSignal
}

/** `done`: the chain needs nothing more from us · `retry`: not now. */
export type SettleOutcome =
  | { readonly type: 'proven'; readonly transactionHash: Hex; readonly attesters: readonly ProviderId[] }
  | { readonly type: 'done' }
  | { readonly type: 'retry'; readonly reason: string }

export type Settlement = {
  /** Joins the open batch and resolves with what became of this order. Never rejects but for `signal`. */
  settle(record: OrderRecord, salt: Hex, reference: PaymentReference, signal: AbortSignal): Promise<SettleOutcome>
  /** Stops taking orders, drops what waits, and resolves when no batch is under way. */
  close(): Promise<void>
}

type Waiting = Held & {
  readonly item: SettlementItem
  readonly promise: Promise<SettleOutcome>
  resolve(outcome: SettleOutcome): void
}

/** About a block: how often a batch that is held asks again. */
const HOLD_MS = 2_000
const VIEW_POLL_MS = 50
const VIEW_WAIT_MS = 30_000

/** Creates the batcher. */
export function createSettlement(deps: SettlementDeps): Settlement {
  const stop = new AbortController()
  const signal = AbortSignal.any([deps.signal, stop.signal])
  const waiting: Waiting[] = []
  const known = new Map<OrderId, Waiting>() // waiting or under way
  const alone = new Set<OrderId>() // spoiled a batch before
  const running = new Set<Promise<void>>()
  let timer: AbortController | undefined

  const run = (batch: readonly Waiting[]) => {
    const task: Promise<void> = settleBatch(deps, batch, alone, signal)
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.name : 'failed'
        if (!signal.aborted) deps.logger.warn({ orders: batch.length, reason }, 'settlement batch failed')
        finish(batch, () => ({ type: 'retry', reason: `the batch failed: ${reason}` }))
      })
      .finally(() => {
        for (const { record } of batch) known.delete(record.id)
        running.delete(task)
      })
    running.add(task)
  }
  const flush = () => {
    timer?.abort()
    timer = undefined
    if (waiting.length > 0) run(waiting.splice(0, deps.maxBatch))
  }
  const startTimer = () => {
    const current = new AbortController()
    timer = current
    const closing = AbortSignal.any([signal, current.signal])
    const wait = async () => {
      await deps.clock.sleep(deps.maxAgeMs, closing)
      while (await deps.hold?.(waiting, closing)) await deps.clock.sleep(HOLD_MS, closing)
      if (!closing.aborted) flush()
    }
    wait().catch(() => {}) // aborted: flushed or closed
  }

  return {
    settle(record, salt, reference, caller) {
      if (signal.aborted) return Promise.resolve({ type: 'retry', reason: 'the daemon is stopping' })
      const own = known.get(record.id)
      if (own) return abortable(own.promise, caller)
      if (isDone(deps, record)) return Promise.resolve({ type: 'done' })
      if (!isAddressEqual(record.order.verifier, deps.verifierDomain.verifier))
        return Promise.resolve({ type: 'retry', reason: 'the order names another verifier' })
      const { promise, resolve } = Promise.withResolvers<SettleOutcome>()
      const entry: Waiting = {
        record,
        since: deps.clock.now(),
        item: { orderId: record.id, reference, salt, paidAt: record.paidAt },
        promise,
        resolve,
      }
      known.set(record.id, entry)
      if (alone.has(record.id)) run([entry])
      else {
        waiting.push(entry)
        if (waiting.length >= deps.maxBatch) flush()
        else if (!timer) startTimer()
      }
      return abortable(promise, caller)
    },
    async close() {
      stop.abort()
      finish(waiting.splice(0), () => ({ type: 'retry', reason: 'the daemon is stopping' }))
      await Promise.allSettled(running)
    },
  }
}

async function settleBatch(deps: SettlementDeps, batch: readonly Waiting[], alone: Set<OrderId>, signal: AbortSignal): Promise<void> {
  // Orders with the same shared terms side by side: the contract takes them as one group, in the order that is signed.
  const groups = Map.groupBy(batch, ({ record }) => toSharedKey(record.order))
  const sorted = [...groups.values()].flat()
  const collected = await deps.collect(
    sorted.map(({ item }) => item),
    signal,
  )
  const reasons = new Map(collected.rejected.map(({ orderId, reason }) => [orderId, reason]))
  const attestations = new Map(collected.accepted.map(({ orderId, attestation }) => [orderId, attestation]))
  const proven = collected.accepted.flatMap(({ orderId, attestation }) =>
    batch.filter(({ record }) => record.id === orderId).map((entry) => ({ ...entry, order: entry.record.order, attestation })),
  )
  finish(
    batch.filter(({ record }) => !attestations.has(record.id)),
    ({ record }) => ({ type: 'retry', reason: `not attested: ${reasons.get(record.id) ?? 'no answer'}` }),
  )
  if (proven.length === 0) return

  const data = encodeFunctionData({
    abi: orderEscrowAbi,
    functionName: 'submitBatch',
    args: [deps.verifierDomain.verifier, toSubmissionGroups(proven), collected.proof],
  })
  deps.metrics.observe('paynode_settlement_batch_orders', proven.length)
  const sent = await deps.sender.send({ purpose: 'settle', to: deps.escrow, data, signal })
  if (sent.type !== 'mined') {
    if (proven.length > 1) for (const { record } of proven) alone.add(record.id)
    deps.logger.warn({ orders: proven.length, result: sent.type, reason: sent.reason }, 'settlement batch did not go through')
    return finish(proven, (entry) =>
      isDone(deps, entry.record) ? { type: 'done' } : { type: 'retry', reason: `${sent.type}: ${sent.reason}` },
    )
  }
  deps.logger.info({ orders: proven.length, transactionHash: sent.hash }, 'settlement batch mined')
  await waitForBlock(deps, sent.block, proven, signal)
  finish(proven, ({ record }) => {
    // The contract skips what it cannot settle and settles the rest: an order that is still ours was skipped.
    if (isDone(deps, record)) {
      alone.delete(record.id)
      return { type: 'proven', transactionHash: sent.hash, attesters: collected.attesters }
    }
    alone.add(record.id)
    return { type: 'retry', reason: 'the contract skipped the order' }
  })
}

/** Until this daemon has ingested the block, or every order of the batch has moved. */
async function waitForBlock({ clock, view }: SettlementDeps, block: number, batch: readonly Waiting[], signal: AbortSignal): Promise<void> {
  const until = clock.now() + VIEW_WAIT_MS
  while ((view.head()?.number ?? -1) < block && !batch.every(({ record }) => isDone({ view }, record)) && clock.now() < until) {
    await clock.sleep(VIEW_POLL_MS, signal)
  }
}

/** The chain has the order beyond `claimed`. */
function isDone({ view }: Pick<SettlementDeps, 'view'>, record: OrderRecord): boolean {
  const status = view.order(record.id)?.status
  return status === 'submitted' || status === 'disputed' || status === 'settled' || status === 'refunded'
}

function finish(batch: readonly Waiting[], outcome: (entry: Waiting) => SettleOutcome): void {
  for (const entry of batch) entry.resolve(outcome(entry))
}

function abortable<value>(promise: Promise<value>, signal: AbortSignal): Promise<value> {
  if (signal.aborted) return Promise.reject(signal.reason)
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
