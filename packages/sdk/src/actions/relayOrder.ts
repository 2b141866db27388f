/** Puts payers' signed orders on chain, for them: one, or many in a transaction. */
import { type Client, encodeFunctionData, type Hex, isErc6492Signature, parseEventLogs } from 'viem'
import { getCode, getTransactionReceipt, sendTransaction, waitForTransactionReceipt } from 'viem/actions'
import { parseErc6492Signature } from 'viem/utils'
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import { TransactionRevertedError } from '../errors/chain.ts'
import { type Funding, toCreationCall } from '../protocol/funding.ts'
import { type OrderId, toOrderId } from '../protocol/ids.ts'
import { hashOrder, type Order } from '../protocol/order.ts'
import { type Mined, type Signer, transact } from './transact.ts'

/** An order with the payer's signature. */
export type FundedOrder = { readonly order: Order; readonly funding: Funding }

export type RelayOrderParameters = FundedOrder & {
  readonly network: Pick<PaynodeNetwork, 'chainId' | 'contracts'>
  readonly signal?: AbortSignal | undefined
}

/**
 * Sends a signed order from the client's account. A payer whose smart account is not deployed yet (ERC-6492) gets it deployed first,
 * in a transaction of its own, because the token and the escrow ask the account itself.
 * @throws viem's error with the contract's reason when the simulation reverts: nothing was sent then.
 */
export async function relayOrder(client: Signer, parameters: RelayOrderParameters): Promise<Mined & { readonly orderId: OrderId }> {
  const { network, order, signal } = parameters
  const funding = await deployPayer(client, parameters, signal)
  const { functionName, args } = toCreationCall(order, funding)
  const mined = await transact(client, { address: network.contracts.OrderEscrow, abi: orderEscrowAbi, functionName, args, signal })
  return { ...mined, orderId: hashOrder(order, { chainId: network.chainId, escrow: network.contracts.OrderEscrow }) }
}

/** What became of a batch. */
export type RelayedBatch = Mined & {
  readonly created: readonly OrderId[]
  /** Orders that are not on chain, with the selector of the error that each failed with; they can be sent again. */
  readonly skipped: readonly { readonly orderId: OrderId; readonly reason: Hex }[]
}

/** Sends many signed orders in one transaction. One that fails is skipped and leaves no trace; the others are created. */
export async function relayOrders(
  client: Signer,
  { network, orders, signal }: Pick<RelayOrderParameters, 'network' | 'signal'> & { readonly orders: readonly FundedOrder[] },
): Promise<RelayedBatch> {
  const creations: Hex[] = []
  for (const { order, funding } of orders) {
    const call = toCreationCall(order, await deployPayer(client, { order, funding }, signal))
    creations.push(encodeFunctionData({ abi: orderEscrowAbi, ...call } as never)) // a union of calls, each typed by toCreationCall
  }
  const address = network.contracts.OrderEscrow
  const mined = await transact(client, { address, abi: orderEscrowAbi, functionName: 'createBatch', args: [creations], signal })
  const { logs } = await getTransactionReceipt(client, { hash: mined.transactionHash })
  const events = parseEventLogs({ abi: orderEscrowAbi, eventName: ['OrderCreated', 'OrderSkipped'], logs })
  return {
    ...mined,
    created: events.flatMap((event) => (event.eventName === 'OrderCreated' ? [toOrderId(event.args.orderId)] : [])),
    skipped: events.flatMap((event) =>
      event.eventName === 'OrderSkipped' ? [{ orderId: toOrderId(event.args.orderId), reason: event.args.reason }] : [],
    ),
  }
}

/** The funding with signatures that a deployed account understands. */
async function deployPayer(client: Signer, { order, funding }: FundedOrder, signal: AbortSignal | undefined): Promise<Funding> {
  if (funding.lane === 'payer' || !isErc6492Signature(funding.signature)) return funding
  const { address: factory, data, signature } = parseErc6492Signature(funding.signature)
  if (factory && data && !(await isDeployed(client, order.payer))) {
    signal?.throwIfAborted()
    const hash = await sendTransaction(client, { account: client.account, chain: client.chain, to: factory, data })
    const { status } = await waitForTransactionReceipt(client, { hash, pollingInterval: 200 })
    if (status !== 'success' || !(await isDeployed(client, order.payer)))
      throw new TransactionRevertedError({ functionName: "the deployment of the payer's account", hash })
  }
  return { ...funding, signature }
}

async function isDeployed(client: Client, address: Hex): Promise<boolean> {
  return (await getCode(client, { address })) !== undefined
}
