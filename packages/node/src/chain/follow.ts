/** Follows a signed transaction until its nonce is used: sends the same bytes again, then replaces them with a higher fee. */
import { type Address, type Hex, type PublicClient, parseTransaction, type TransactionReceipt, TransactionReceiptNotFoundError } from 'viem'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import type { Store } from '../store/store.ts'
import { setTransactionState } from '../store/transactions.ts'
import type { SendResult } from './ports.ts'
import { simulate } from './simulate.ts'

/** A recorded, signed transaction. */
export type Signed = { readonly id: number; readonly hash: Hex; readonly raw: Hex; readonly nonce: number }
export type Fees = { readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint }
type Call = { readonly purpose: string; readonly to: Address; readonly data: Hex }

/** What following needs. `sign` records before it returns. */
export type FollowDeps = {
  readonly store: Store
  readonly client: PublicClient
  readonly address: Address
  readonly clock: Clock
  readonly metrics: Metrics
  readonly logger: Logger
  readonly signal: AbortSignal
  readonly replaceAfterMs: number
  readonly stuckAfterMs: number
  /** The fees of a replacement; undefined when the caps leave no room for one. */
  raise(fees: Fees): Fees | undefined
  sign(call: Call, gas: bigint, fees: Fees, nonce: number): Promise<Signed>
}

/** `lost`: another transaction took the nonce. */
export type FollowResult = Exclude<SendResult, { type: 'refused' }> | { readonly type: 'lost' }

const POLL_MS = 150
const RESEND_MS = 3_000
const TAKEN_MS = 2_000

/** Creates the two steps that come after signing. */
export function createFollower(deps: FollowDeps) {
  const { store, client, address, clock, metrics, logger, signal } = deps

  /** Never throws: bytes that did not leave are sent again while they are followed. */
  const broadcast = async ({ id, raw, nonce }: Signed): Promise<void> => {
    try {
      await client.sendRawTransaction({ serializedTransaction: raw })
    } catch (error) {
      if (!/already known|already imported|nonce too low/i.test(String(error))) {
        return logger.warn({ nonce, reason: firstLine(error) }, 'transaction not accepted, will be sent again')
      }
    }
    setTransactionState(store, id, 'sent', clock.now())
  }

  const finish = async (call: Call, attempts: readonly Signed[], mined: Signed, receipt: TransactionReceipt): Promise<FollowResult> => {
    const ok = receipt.status === 'success'
    store.transaction(() => {
      const cost = receipt.gasUsed * receipt.effectiveGasPrice
      for (const attempt of attempts) {
        if (attempt === mined) setTransactionState(store, attempt.id, ok ? 'mined' : 'reverted', clock.now(), cost)
        else setTransactionState(store, attempt.id, 'dropped', clock.now())
      }
    })
    metrics.count('paynode_transactions_total', { purpose: call.purpose, result: ok ? 'mined' : 'reverted' })
    if (ok) return { type: 'mined', hash: mined.hash, block: Number(receipt.blockNumber) }
    const reason = (await simulate(client, address, call).catch(() => undefined)) ?? 'reverted'
    return { type: 'reverted', hash: mined.hash, reason }
  }

  /** One look at the chain: the end of the story, or undefined while it is open. */
  const look = async (call: Call, attempts: readonly Signed[]): Promise<FollowResult | undefined> => {
    const used = await client.getTransactionCount({ address })
    for (const attempt of attempts) {
      const receipt = await getReceipt(client, attempt.hash)
      if (receipt) return finish(call, attempts, attempt, receipt)
    }
    if (used <= (attempts[0]?.nonce ?? 0)) return undefined
    return { type: 'lost' }
  }

  /** Nodes behind one URL differ by a block: a nonce counts as taken only when that stays so. */
  const drop = (call: Call, attempts: readonly Signed[]): FollowResult => {
    for (const { id } of attempts) setTransactionState(store, id, 'dropped', clock.now())
    metrics.count('paynode_transactions_total', { purpose: call.purpose, result: 'lost' })
    return { type: 'lost' }
  }

  const replace = async (call: Call, last: Signed): Promise<Signed | undefined> => {
    const { gas = 0n, maxFeePerGas = 0n, maxPriorityFeePerGas = 0n } = parseTransaction(last.raw)
    const fees = deps.raise({ maxFeePerGas, maxPriorityFeePerGas })
    if (!fees) return undefined
    logger.warn({ purpose: call.purpose, nonce: last.nonce }, 'transaction is slow, fee raised')
    return deps.sign(call, gas, fees, last.nonce)
  }
  const stuck = new Set<number>()
  const tellStuck = ({ purpose }: Call, nonce: number, isStuck: boolean) => {
    if (isStuck === stuck.has(nonce)) return
    if (isStuck) {
      stuck.add(nonce)
      logger.error({ purpose, nonce }, 'transaction is stuck; check the RPC, the balance of the operator key and chain.fees')
    } else stuck.delete(nonce)
    metrics.gauge('paynode_transactions_stuck', stuck.size)
  }

  const follow = async (call: Call, first: readonly Signed[]): Promise<FollowResult> => {
    const attempts = [...first]
    const startedAt = clock.now()
    const nonce = first[0]?.nonce ?? 0
    let [replacedAt, sentAt] = [startedAt, startedAt]
    let takenAt: number | undefined
    for (;;) {
      signal.throwIfAborted()
      const result = await look(call, attempts).catch(() => undefined) // the RPC is away: look again
      tellStuck(call, nonce, result === undefined && clock.now() - startedAt >= deps.stuckAfterMs)
      if (result && result.type !== 'lost') return result
      takenAt = result ? (takenAt ?? clock.now()) : undefined
      if (takenAt !== undefined && clock.now() - takenAt >= TAKEN_MS) return drop(call, attempts)
      await clock.sleep(POLL_MS, signal)
      const last = attempts.at(-1)
      if (!last || takenAt !== undefined || clock.now() - sentAt < Math.min(RESEND_MS, deps.replaceAfterMs)) continue
      sentAt = clock.now()
      if (clock.now() - replacedAt < deps.replaceAfterMs) {
        await broadcast(last)
        continue
      }
      replacedAt = clock.now()
      const next = await replace(call, last)
      if (next) attempts.push(next)
      await broadcast(next ?? last)
    }
  }
  return { broadcast, follow }
}

async function getReceipt(client: PublicClient, hash: Hex): Promise<TransactionReceipt | undefined> {
  try {
    return await client.getTransactionReceipt({ hash })
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return undefined
    throw error
  }
}

const firstLine = (error: unknown) => (error instanceof Error ? error.message.split('\n')[0] : String(error))
