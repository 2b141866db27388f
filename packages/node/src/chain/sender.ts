/** Sends one key's transactions: simulates, signs, records, sends, waits. One nonce owner; recorded bytes are re-sent after a crash. */
import type { Chain, LocalAccount, PublicClient } from 'viem'
import { keccak256 } from 'viem'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import type { Store } from '../store/store.ts'
import { listOpenTransactions, recordTransaction, sumGasSince } from '../store/transactions.ts'
import { createFees, type FeeCaps } from './fees.ts'
import { createFollower, type Fees, type Signed } from './follow.ts'
import type { SendResult, TransactionSender } from './ports.ts'
import { simulate } from './simulate.ts'

/** What the sender needs. */
export type SenderDeps = {
  readonly store: Store
  readonly client: PublicClient
  readonly account: LocalAccount
  readonly chain: Chain
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly signal: AbortSignal
  /** When an unmined transaction is replaced by one with a higher fee. Milliseconds; 30 s unless told. */
  readonly replaceAfterMs?: number | undefined
  /** When an unmined transaction is reported as stuck. Milliseconds; 5 min unless told. */
  readonly stuckAfterMs?: number | undefined
  readonly caps?: FeeCaps | undefined
}

/** A sender; call `recover` once before the first `send`. `close` waits for what it follows, without waiting for blocks. */
export type Sender = TransactionSender & { recover(): Promise<void>; close(): Promise<void> }

type Request = Parameters<TransactionSender['send']>[0]

/** Creates the sender of an account. A call that is under way already is joined, never sent twice. */
export function createSender(deps: SenderDeps): Sender {
  const { store, client, account, clock, metrics, logger } = deps
  const stop = new AbortController()
  const signal = AbortSignal.any([deps.signal, stop.signal])
  const underWay = new Map<string, Promise<SendResult>>()
  let queue: Promise<unknown> = Promise.resolve()
  let nextNonce: number | undefined

  /** Nonces are given out one at a time, so they have no gaps; waiting is concurrent. */
  const serialise = <result>(work: () => Promise<result>): Promise<result> => {
    const mine = queue.then(work, work)
    queue = mine.catch(() => {})
    return mine
  }
  const sign = async ({ purpose, to, data }: Call, gas: bigint, fees: Fees, nonce: number): Promise<Signed> => {
    const raw = await account.signTransaction({ type: 'eip1559', chainId: deps.chain.id, to, data, gas, nonce, ...fees })
    const hash = keccak256(raw)
    const cost = gas * fees.maxFeePerGas
    return { id: recordTransaction(store, { purpose, nonce, to, data, hash, raw, cost, at: clock.now() }), hash, raw, nonce }
  }
  const feesOf = createFees({ client, clock, metrics, logger, caps: deps.caps ?? {}, spentSince: (since) => sumGasSince(store, since) })
  const follower = createFollower({
    store,
    client,
    address: account.address,
    clock,
    metrics,
    logger,
    signal,
    sign,
    raise: feesOf.raise,
    replaceAfterMs: deps.replaceAfterMs ?? 30_000,
    stuckAfterMs: deps.stuckAfterMs ?? 300_000,
  })

  const begin = (call: Call) =>
    serialise(async (): Promise<Signed | { readonly refused: string }> => {
      const refused = await simulate(client, account.address, call)
      if (refused) return { refused }
      const gas = ((await client.estimateGas({ account: account.address, to: call.to, data: call.data })) * 13n) / 10n
      const fees = await feesOf.estimate(call.purpose, gas)
      signal.throwIfAborted()
      nextNonce ??= await getNextNonce(deps)
      const signed = await sign(call, gas, fees, nextNonce)
      nextNonce += 1
      await follower.broadcast(signed)
      return signed
    })
  const run = async (call: Call, onSent: Request['onSent']): Promise<SendResult> => {
    const begun = await begin(call)
    if ('refused' in begun) {
      metrics.count('paynode_transactions_total', { purpose: call.purpose, result: 'refused' })
      return { type: 'refused', reason: begun.refused }
    }
    onSent?.(begun.hash)
    return follow(call, [begun])
  }
  const follow = async (call: Call, attempts: readonly Signed[]): Promise<SendResult> => {
    const result = await follower.follow(call, attempts)
    if (result.type !== 'lost') return result
    nextNonce = undefined // somebody else used the key: ask the chain again
    throw new Error(`nonce ${attempts[0]?.nonce} of ${account.address} was used by another program; run one daemon per key`)
  }
  const start = (call: Call, work: () => Promise<SendResult>): Promise<SendResult> => {
    const key = `${call.to} ${call.data}`.toLowerCase()
    const found = underWay.get(key)
    if (found) return found
    const task = work().finally(() => underWay.delete(key))
    underWay.set(key, task)
    task.catch(() => {}) // told to whoever waits for it
    return task
  }

  return {
    address: account.address,
    send: ({ purpose, to, data, signal: caller, onSent }) => {
      if (signal.aborted || caller.aborted) return Promise.reject(caller.reason ?? signal.reason)
      return abortable(
        start({ purpose, to, data }, () => run({ purpose, to, data }, onSent)),
        caller,
      )
    },
    recover: async () => {
      const open = listOpenTransactions(store)
      for (const attempts of Map.groupBy(open, ({ nonce }) => nonce).values()) {
        const [{ purpose, to, data }] = attempts as [(typeof attempts)[number]]
        for (const attempt of attempts) await follower.broadcast(attempt)
        void start({ purpose, to, data }, () => follow({ purpose, to, data }, attempts))
      }
      if (open.length > 0) logger.info({ transactions: open.length }, 'recorded transactions sent again')
    },
    close: async () => {
      stop.abort(new Error('the sender is closed'))
      await Promise.allSettled([queue, ...underWay.values()])
    },
  }
}

type Call = Omit<Request, 'signal' | 'onSent'>

/** After everything that is recorded, whether or not the node has seen it. */
async function getNextNonce({ client, account, store }: SenderDeps): Promise<number> {
  const pending = await client.getTransactionCount({ address: account.address, blockTag: 'pending' })
  return Math.max(pending, ...listOpenTransactions(store).map(({ nonce }) => nonce + 1))
}

function abortable<value>(promise: Promise<value>, signal: AbortSignal): Promise<value> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
