/** Locks by one question to the wallet (EIP-5792): approval and order together. What the wallet says is checked on chain. */
import { encodeFunctionData, erc20Abi } from 'viem'
import { getCallsStatus, getCapabilities, readContract, sendCalls } from 'viem/actions'
import { orderEscrowAbi } from '../contracts/abi.ts'
import { WalletRejectedError } from '../errors/wallet.ts'
import { type Order, toOnchainOrder } from '../protocol/order.ts'
import { awaitCreation } from './awaitCreation.ts'
import { fromChain } from './fromChain.ts'
import type { LockContext } from './lockOrder.ts'
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
  const { order, onProgress, signal, check } = context
  if (client.account.type !== 'json-rpc') return undefined // a key in this process sends single transactions
  if (await isApproved(client, context)) return undefined // one call needs no batch
  if (!(await canBatch(client, signal))) return undefined
  await check()
  onProgress?.({ step: 'batching' })
  const id = await sendBatch(client, context.network.contracts.OrderEscrow, order)
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

async function isApproved(client: Signer, { network, order, signal }: LockContext): Promise<boolean> {
  const args = [client.account.address, network.contracts.OrderEscrow] as const
  const read = readContract(client, { address: order.token, abi: erc20Abi, functionName: 'allowance', args })
  return (await fromChain(read, signal)) >= order.amount
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
async function sendBatch(client: Signer, escrow: Order['payer'], order: Order): Promise<string | undefined> {
  const approval = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [escrow, order.amount] })
  const creation = encodeFunctionData({ abi: orderEscrowAbi, functionName: 'create', args: [toOnchainOrder(order)] })
  const calls = [
    { to: order.token, data: approval },
    { to: escrow, data: creation },
  ]
  try {
    return (await sendCalls(client, { account: client.account, chain: client.chain, calls, forceAtomic: true })).id
  } catch (error) {
    const mapped = toActionError(error, { functionName: 'create', chainId: client.chain.id })
    if (mapped instanceof WalletRejectedError) throw mapped
    return undefined
  }
}
