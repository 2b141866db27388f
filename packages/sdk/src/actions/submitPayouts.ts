/** Proves payouts with the attesters' signatures; proven orders settle at once or open their challenge window. */
import { type Address, type Hex, zeroAddress } from 'viem'
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi } from '../contracts/abi.ts'
import { type PayoutAttestation, toQuorumProof } from '../protocol/attestation.ts'
import { toSubmissionGroups } from '../protocol/escrowCalls.ts'
import type { Order } from '../protocol/order.ts'
import { type Mined, type Signer, transact } from './transact.ts'

export type SubmitPayoutsParameters = {
  readonly network: Pick<PaynodeNetwork, 'contracts'>
  /** Orders of one verifier, each with its attestation, in the order that was signed; neighbours that share terms make a group. */
  readonly payouts: readonly { readonly order: Order; readonly attestation: PayoutAttestation }[]
  /** Signatures over the whole batch; joined in the order that the verifier wants. */
  readonly signatures: readonly { readonly attester: Address; readonly signature: Hex }[]
  readonly signal?: AbortSignal | undefined
}

/** Submits a batch. Items that cannot settle are skipped on chain with `OrderSkipped`; the others still do. */
export function submitPayouts(client: Signer, { network, payouts, signatures, signal }: SubmitPayoutsParameters): Promise<Mined> {
  const verifier = payouts[0]?.order.verifier ?? zeroAddress // the contract refuses an empty batch
  const args = [verifier, toSubmissionGroups(payouts), toQuorumProof(signatures)]
  return transact(client, { address: network.contracts.OrderEscrow, abi: orderEscrowAbi, functionName: 'submitBatch', args, signal })
}
