/** Proves payouts with the attesters' signatures; proven orders settle at once or open their challenge window. */
import type { Address, Hex } from 'viem'
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import { type PayoutAttestation, toQuorumProof } from '../protocol/attestation.ts'
import { type Order, toOnchainOrder } from '../protocol/order.ts'
import { type Mined, type Signer, transact } from './transact.ts'

export type SubmitPayoutsParameters = {
  readonly network: Pick<PaynodeNetwork, 'contracts'>
  /** Orders of one verifier, each with its attestation, in the order that was signed. */
  readonly payouts: readonly { readonly order: Order; readonly attestation: PayoutAttestation }[]
  /** Signatures over the whole batch; joined in the order that the verifier wants. */
  readonly signatures: readonly { readonly attester: Address; readonly signature: Hex }[]
  readonly signal?: AbortSignal | undefined
}

/** Submits a batch. Items that cannot settle are skipped on chain with `OrderSkipped`; the others still do. */
export function submitPayouts(client: Signer, { network, payouts, signatures, signal }: SubmitPayoutsParameters): Promise<Mined> {
  const args = [payouts.map(({ order }) => toOnchainOrder(order)), payouts.map(({ attestation }) => attestation), toQuorumProof(signatures)]
  return transact(client, { address: network.contracts.OrderEscrow, abi: orderEscrowAbi, functionName: 'submitBatch', args, signal })
}
