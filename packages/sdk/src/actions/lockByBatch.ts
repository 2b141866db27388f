/** Locks by one question to the wallet (EIP-5792): approval and order together. What the wallet says is checked on chain. */
import { getCallsStatus, getCapabilities, sendCalls } from 'viem/actions'
import { WalletRejectedError } from '../errors/wallet.ts'
import { awaitCreation } from './awaitCreation.ts'
import { fromChain } from './fromChain.ts'
import type { LockContext } from './lockOrder.ts'
import { type PreparedCall, prepareLock } from './prepareLock.ts'
import { toActionError } from './toActionError.ts'
import type { Mined, Signer } from './transact.ts'

/** Answers about a batch that may fail in a row before the wallet is taken at its deeds. */
const PATIENCE = 20

/**
 * Undefined when the wallet cannot, or said that it can and did not: then the calls are asked for one by one. That is safe whatever
 * became of the batch, because the escrow takes an order once.
 * @throws WalletRejectedError; QuoteExpiredError; RpcFailedError.
 */
export async function lockByBatch(client: Signer, context: LockContext): Promise<Mined | undefined> {
  const { onProgress, signal, check } = context
  if (client.account.type !== 'json-rpc') return undefined // a key in this process sends single transactions
  const calls = await prepareLock(client, context)
  if (calls.length === 1) return undefined // one call needs no batch
  if (!(await canBatch(client, signal))) return undefined
  await check()
  onProgress?.({ step: 'batching' })
  const id = await sendBatch(client, calls)
  if (id === undefined) return undefined
  onProgress?.({ step: 'batching', batchId: id })
  let failures = 0
  const isOver = async () => {
    try {
      const { statusCode } = await fromChain(getCallsStatus(client, { id }), signal)
      failures = statusCode >= 200 ? failures + 1 : 0 // done, says the wallet; the chain gets a moment to agree
    } catch {
      signal?.throwIfAborted()
      failures += 1
    }
    return failures >= PATIENCE
  }
  return awaitCreation(client, context, isOver)
}

async function canBatch(client: Signer, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    const parameters = { account: client.account, chainId: client.chain.id }
    const { atomic } = await fromChain(getCapabilities(client, parameters), signal)
    return atomic?.status === 'supported' || atomic?.status === 'ready'
  } catch {
    signal?.throwIfAborted()
    return false // most wallets do not know the question
  }
}

/** The batch's id; undefined when the wallet refuses batches after all. */
async function sendBatch(client: Signer, calls: readonly PreparedCall[]): Promise<string | undefined> {
  try {
    return (await sendCalls(client, { account: client.account, chain: client.chain, calls, forceAtomic: true })).id
  } catch (error) {
    const mapped = toActionError(error, { functionName: 'create', chainId: client.chain.id })
    if (mapped instanceof WalletRejectedError) throw mapped
    return undefined
  }
}
