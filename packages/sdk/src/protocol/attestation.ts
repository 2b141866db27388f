/** A payout attestation: independent attesters sign that a provider paid an order's recipient. */
import {
  type Address,
  concat,
  encodeAbiParameters,
  type Hex,
  hashStruct,
  hashTypedData,
  keccak256,
  recoverAddress,
  stringToHex,
} from 'viem'

/**
 * What is attested: the recipient got the order's `payout` (minor units of the corridor's currency) at `paidAt` (unix seconds), under
 * the order's own payment reference, which is a function of the order id: so the id stands for it.
 */
export type PayoutAttestation = {
  readonly orderId: Hex
  readonly provider: Address
  readonly payout: bigint
  readonly paidAt: number
}

/** Where a quorum verifier lives. */
export type VerifierDomain = { readonly chainId: number; readonly verifier: Address }

export const attestationTypes = {
  AttestationBatch: [{ name: 'attestations', type: 'PayoutAttestation[]' }],
  PayoutAttestation: [
    { name: 'orderId', type: 'bytes32' },
    { name: 'provider', type: 'address' },
    { name: 'payout', type: 'uint128' },
    { name: 'paidAt', type: 'uint40' },
  ],
} as const

/** The typed data that an attester signs: one signature covers the whole batch. */
export function toAttestationTypedData(attestations: readonly PayoutAttestation[], { chainId, verifier }: VerifierDomain) {
  return {
    domain: { name: 'Paynode QuorumVerifier', version: '1', chainId, verifyingContract: verifier },
    types: attestationTypes,
    primaryType: 'AttestationBatch',
    message: { attestations: [...attestations] },
  } as const
}

/** EIP-712 digest of a batch under a verifier's domain. */
export function hashAttestationBatch(attestations: readonly PayoutAttestation[], domain: VerifierDomain): Hex {
  return hashTypedData(toAttestationTypedData(attestations, domain))
}

/** The struct hash that the escrow hands to its verifier. */
export function hashBatchStruct(attestations: readonly PayoutAttestation[]): Hex {
  const items = attestations.map((data) => hashStruct({ data, primaryType: 'PayoutAttestation', types: attestationTypes }))
  return keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'bytes32' }], [batchTypeHash, keccak256(concat(items))]))
}

const batchTypeHash = keccak256(
  stringToHex(
    'AttestationBatch(PayoutAttestation[] attestations)PayoutAttestation(bytes32 orderId,address provider,uint128 payout,uint40 paidAt)',
  ),
)

/** The attester who signed a batch. */
export function recoverAttester(attestations: readonly PayoutAttestation[], domain: VerifierDomain, signature: Hex): Promise<Address> {
  return recoverAddress({ hash: hashAttestationBatch(attestations, domain), signature })
}

/** A quorum verifier's proof: signatures joined in ascending order of their signers' addresses. */
export function toQuorumProof(signatures: readonly { readonly attester: Address; readonly signature: Hex }[]): Hex {
  const sorted = [...signatures].sort((left, right) => (left.attester.toLowerCase() < right.attester.toLowerCase() ? -1 : 1))
  return concat(sorted.map(({ signature }) => signature))
}
