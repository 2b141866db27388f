/** Sends one key's transactions: simulates, signs, records, sends, waits. One nonce owner; recorded bytes are re-sent after a crash. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import {
  BaseError,
  type Chain,
  decodeErrorResult,
  type Hex,
  keccak256,
  type LocalAccount,
  type PublicClient,
  type TransactionReceipt,
} from 'viem'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import type { Store } from '../store/store.ts'
import { listOpenTransactions, recordTransaction, setTransactionState } from '../store/transactions.ts'
import type { SendResult, TransactionSender } from './ports.ts'

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
}

/** A sender; call `recover` once before the first `send`. */
export type Sender = TransactionSender & { recover(): Promise<void> }

type Request = Parameters<TransactionSender['send']>[0]
type Signed = { readonly id: number; readonly hash: Hex; readonly raw: Hex; readonly nonce: number }

const POLL_MS = 150
const REPLACE_AFTER_MS = 30_000

/** Creates the sender of an account. */
export function createSender(deps: SenderDeps): Sender {
  const { store, client, account, clock, metrics, logger } = deps
  let queue: Promise<unknown> = Promise.resolve()
  let nextNonce: number | undefined

  /** Signing is serialised, so nonces have no gaps; waiting is not. */
  const serialise = <result>(work: () => Promise<result>): Promise<result> => {
    const mine = queue.then(work, work)
    queue = mine.catch(() => {})
    return mine
  }

  const sign = async ({ purpose, to, data }: Request, gas: bigint, fees: Fees, nonce: number): Promise<Signed> => {
    const raw = await account.signTransaction({ type: 'eip1559', chainId: deps.chain.id, to, data, gas, nonce, ...fees })
    const hash = keccak256(raw)
    return { id: recordTransaction(store, { purpose, nonce, to, data, hash, raw, at: clock.now() }), hash, raw, nonce }
  }

  const broadcast = async ({ id, raw }: Signed): Promise<void> => {
    try {
      await client.sendRawTransaction({ serializedTransaction: raw })
    } catch (error) {
      if (!/already known|already imported|nonce too low/i.test(String(error))) throw error
    }
    setTransactionState(store, id, 'sent', clock.now())
  }

  const prepare = (request: Request) =>
    serialise(async (): Promise<{ signed: Signed; gas: bigint; fees: Fees } | { refused: string }> => {
      const refused = await simulate(client, account.address, request)
      if (refused) return { refused }
      const gas = ((await client.estimateGas({ account: account.address, to: request.to, data: request.data })) * 13n) / 10n
      const fees = await getFees(client)
      nextNonce ??= await client.getTransactionCount({ address: account.address, blockTag: 'pending' })
      const signed = await sign(request, gas, fees, nextNonce)
      nextNonce += 1
      try {
        await broadcast(signed)
      } catch (error) {
        logger.warn({ purpose: request.purpose, reason: firstLine(error) }, 'broadcast failed, will be sent again')
      }
      return { signed, gas, fees }
    })

  const wait = async (request: Request, first: { signed: Signed; gas: bigint; fees: Fees }): Promise<SendResult> => {
    const signal = AbortSignal.any([deps.signal, request.signal])
    const attempts = [first.signed]
    let { fees } = first
    let since = clock.now()
    for (;;) {
      for (const attempt of attempts) {
        const receipt = await getReceipt(client, attempt.hash)
        if (receipt) return finish(request, attempts, attempt, receipt)
      }
      await clock.sleep(POLL_MS, signal)
      if (clock.now() - since < REPLACE_AFTER_MS) continue
      since = clock.now()
      fees = { maxFeePerGas: (fees.maxFeePerGas * 9n) / 8n + 1n, maxPriorityFeePerGas: (fees.maxPriorityFeePerGas * 9n) / 8n + 1n }
      const replacement = await sign(request, first.gas, fees, first.signed.nonce)
      logger.warn({ purpose: request.purpose, nonce: first.signed.nonce }, 'transaction is slow, fee raised')
      await broadcast(replacement).catch(() => {})
      attempts.push(replacement)
    }
  }

  const finish = async (request: Request, attempts: readonly Signed[], mined: Signed, receipt: TransactionReceipt): Promise<SendResult> => {
    const ok = receipt.status === 'success'
    for (const attempt of attempts)
      setTransactionState(store, attempt.id, attempt === mined ? (ok ? 'mined' : 'reverted') : 'dropped', clock.now())
    metrics.count('paynode_transactions_total', { purpose: request.purpose, result: ok ? 'mined' : 'reverted' })
    if (ok) return { type: 'mined', hash: mined.hash, block: Number(receipt.blockNumber) }
    const reason = (await simulate(client, account.address, request).catch(() => undefined)) ?? 'reverted'
    return { type: 'reverted', hash: mined.hash, reason }
  }

  return {
    address: account.address,
    recover: async () => {
      for (const { id, hash, raw, nonce } of listOpenTransactions(store)) {
        const mined = await client.getTransactionCount({ address: account.address })
        const receipt = await getReceipt(client, hash)
        if (receipt) setTransactionState(store, id, receipt.status === 'success' ? 'mined' : 'reverted', clock.now())
        else if (nonce < mined) setTransactionState(store, id, 'dropped', clock.now())
        else
          await broadcast({ id, hash, raw, nonce }).catch((error) =>
            logger.warn({ nonce, reason: firstLine(error) }, 'recorded transaction not accepted'),
          )
      }
    },
    send: async (request) => {
      const prepared = await prepare(request)
      if ('refused' in prepared) {
        metrics.count('paynode_transactions_total', { purpose: request.purpose, result: 'refused' })
        return { type: 'refused', reason: prepared.refused }
      }
      return wait(request, prepared)
    },
  }
}

type Fees = { readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint }

async function getFees(client: PublicClient): Promise<Fees> {
  const { maxFeePerGas, maxPriorityFeePerGas } = await client.estimateFeesPerGas()
  return { maxFeePerGas: maxFeePerGas * 2n, maxPriorityFeePerGas }
}

/** The name of the custom error that a call would revert with, or undefined when it would pass. */
async function simulate(client: PublicClient, from: `0x${string}`, { to, data }: Request): Promise<string | undefined> {
  try {
    await client.call({ account: from, to, data })
    return undefined
  } catch (error) {
    const reverted =
      error instanceof BaseError ? error.walk((cause) => typeof (cause as { data?: unknown }).data !== 'undefined') : undefined
    const raw = (reverted as { data?: Hex | { data?: Hex } } | null | undefined)?.data
    const payload = typeof raw === 'string' ? raw : raw?.data
    if (!payload || payload === '0x') {
      if (/revert/i.test(String(error))) return 'reverted'
      throw error
    }
    try {
      return decodeErrorResult({ abi: orderEscrowAbi, data: payload }).errorName
    } catch {
      return payload.slice(0, 10)
    }
  }
}

async function getReceipt(client: PublicClient, hash: Hex): Promise<TransactionReceipt | undefined> {
  try {
    return await client.getTransactionReceipt({ hash })
  } catch {
    return undefined // not mined yet, or the RPC is away: both mean ask again
  }
}

const firstLine = (error: unknown) => (error instanceof Error ? error.message.split('\n')[0] : String(error))
