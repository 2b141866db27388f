/** The payer disputes a submitted payout before its window closes: the order's arbiter decides. */
import { type Hex, zeroHash } from 'viem'
import { readContract } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import { callEscrow, type OrderParameters } from './callEscrow.ts'
import { depositStake } from './depositStake.ts'
import { getOrder } from './getOrder.ts'
import { getOrderState } from './getOrderState.ts'
import type { Mined, Signer } from './transact.ts'

export type ChallengeOrderParameters = Omit<OrderParameters, 'network'> & {
  readonly network: Pick<PaynodeNetwork, 'contracts' | 'token'>
  /** Commits the payer to what it will show the arbiter; nothing when left out. */
  readonly evidenceHash?: Hex | undefined
}

/**
 * Disputes an order from the payer's own account. The payer's bond is locked in its escrow account; what is missing there is deposited first.
 * @throws ContractRefusedError: `NoArbiter`, `TooLate` or `WrongStatus`; nothing moved then, unless the deposit was mined, which `withdrawStake` gives back.
 */
export async function challengeOrder(client: Signer, parameters: ChallengeOrderParameters): Promise<Mined> {
  const { network, orderId, signal, evidenceHash = zeroHash } = parameters
  const order = parameters.order ?? (await getOrder(client, { network, orderId })).order
  const address = network.contracts.OrderEscrow
  const read = { address, abi: orderEscrowAbi } as const
  const [{ status }, bond, [free]] = await Promise.all([
    getOrderState(client, { network, orderId }),
    readContract(client, { ...read, functionName: 'bondOf', args: [order.amount] }),
    readContract(client, { ...read, functionName: 'accountOf', args: [client.account.address, order.token] }),
  ])
  // What cannot be disputed is refused by the call below, before any deposit.
  if (status === 'submitted' && free < bond)
    await depositStake(client, { network: { ...network, token: { address: order.token } }, amount: bond - free, signal })
  return callEscrow(client, { ...parameters, order, functionName: 'challenge', rest: [evidenceHash] })
}
