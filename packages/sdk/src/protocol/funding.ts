/** The signatures with which a payer funds an order through somebody else's transaction, and the escrow call that each becomes. */
import type { Address, Hex } from 'viem'
import { type EscrowDomain, hashOrder, type Order, orderTypes, toOnchainOrder, toOrderMessage } from './order.ts'

/** The canonical Permit2, at the same address on every chain that has it. */
export const permit2Address: Address = '0x000000000022D473030F116dDEE9F6B43aC78BA3'

/** How an order is funded. Every lane but `payer` can be sent by anybody: the signature binds it to these very terms. */
export type Funding =
  /** The payer's own transaction, out of its allowance to the escrow. */
  | { readonly lane: 'payer' }
  /** Out of the payer's allowance, with its signature over the order. */
  | { readonly lane: 'allowance'; readonly signature: Hex }
  /** ERC-2612 permit for the escrow, and the payer's signature over the order. Keys only: a permit knows no ERC-1271. */
  | { readonly lane: 'permit'; readonly deadline: bigint; readonly permitSignature: Hex; readonly signature: Hex }
  /** ERC-3009 authorization whose nonce is the order id. */
  | { readonly lane: 'authorization'; readonly signature: Hex }
  /** Permit2 witness transfer; sequential nonces (0, 1, 2 …) save gas. */
  | { readonly lane: 'permit2'; readonly nonce: bigint; readonly signature: Hex }

/** EIP-712 domain of a token, as its `eip712Domain` or its name and version say. */
export type TokenDomain = { readonly name: string; readonly version: string }

const permitTypes = {
  Permit: [
    { name: 'owner', type: 'address' },
    { name: 'spender', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
} as const
const authorizationTypes = {
  ReceiveWithAuthorization: [
    { name: 'from', type: 'address' },
    { name: 'to', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'validAfter', type: 'uint256' },
    { name: 'validBefore', type: 'uint256' },
    { name: 'nonce', type: 'bytes32' },
  ],
} as const
const permit2Types = {
  PermitWitnessTransferFrom: [
    { name: 'permitted', type: 'TokenPermissions' },
    { name: 'spender', type: 'address' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
    { name: 'witness', type: 'Order' },
  ],
  TokenPermissions: [
    { name: 'token', type: 'address' },
    { name: 'amount', type: 'uint256' },
  ],
  ...orderTypes,
} as const

/** ERC-2612: lets the escrow take exactly the order's amount. `nonce` is the token's `nonces(payer)`, `deadline` unix seconds. */
export function toPermitTypedData(
  { payer, token, amount }: Order,
  { chainId, escrow }: EscrowDomain,
  { name, version }: TokenDomain,
  { nonce, deadline }: { readonly nonce: bigint; readonly deadline: bigint },
) {
  return {
    domain: { name, version, chainId, verifyingContract: token },
    types: permitTypes,
    primaryType: 'Permit',
    message: { owner: payer, spender: escrow, value: amount, nonce, deadline },
  } as const
}

/** ERC-3009: lets the escrow, and nobody else, receive the order's amount until `claimBy`; the nonce is the order id. */
export function toAuthorizationTypedData(order: Order, escrow: EscrowDomain, { name, version }: TokenDomain) {
  const { payer, token, amount, claimBy } = order
  return {
    domain: { name, version, chainId: escrow.chainId, verifyingContract: token },
    types: authorizationTypes,
    primaryType: 'ReceiveWithAuthorization',
    message: {
      from: payer,
      to: escrow.escrow,
      value: amount,
      validAfter: 0n,
      validBefore: BigInt(claimBy),
      nonce: hashOrder(order, escrow),
    },
  } as const
}

/** Permit2 witness transfer: lets the escrow take the order's amount until `claimBy`, for exactly this order. */
export function toPermit2TypedData(order: Order, { chainId, escrow }: EscrowDomain, nonce: bigint) {
  const { token, amount, claimBy } = order
  return {
    domain: { name: 'Permit2', chainId, verifyingContract: permit2Address },
    types: permit2Types,
    primaryType: 'PermitWitnessTransferFrom',
    message: { permitted: { token, amount }, spender: escrow, nonce, deadline: BigInt(claimBy), witness: toOrderMessage(order) },
  } as const
}

/** The escrow's function and arguments for a funded order. */
export function toCreationCall(order: Order, funding: Funding) {
  const terms = toOnchainOrder(order)
  switch (funding.lane) {
    case 'payer':
      return { functionName: 'create', args: [terms] } as const
    case 'allowance':
      return { functionName: 'createFor', args: [terms, funding.signature] } as const
    case 'permit':
      return { functionName: 'createWithPermit', args: [terms, funding.deadline, funding.permitSignature, funding.signature] } as const
    case 'authorization':
      return { functionName: 'createWithAuthorization', args: [terms, funding.signature] } as const
    case 'permit2':
      return { functionName: 'createWithPermit2', args: [terms, funding.nonce, funding.signature] } as const
  }
}
