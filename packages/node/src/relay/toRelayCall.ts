/** A payer's signed order → the one call that creates it. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { type Funding, type Order, toCreationCall } from '@paynode/sdk/protocol'
import { type Address, encodeFunctionData, type Hex, isErc6492Signature, parseAbi } from 'viem'
import { parseErc6492Signature } from 'viem/utils'

/** Multicall3, at the same address on every chain that has it. */
export const multicall3: Address = '0xcA11bde05977b3631167028862bE2a173976CA11'

const multicallAbi = parseAbi([
  'struct Call3 { address target; bool allowFailure; bytes callData; }',
  'struct Result { bool success; bytes returnData; }',
  'function aggregate3(Call3[] calls) payable returns (Result[] returnData)',
])

/** A call, and the contracts that it needs beside the escrow. */
export type RelayCall = { readonly to: Address; readonly data: Hex; readonly needs?: Address | undefined }

/**
 * The escrow's call. A payer whose smart account is not deployed yet (ERC-6492) gets it deployed in the same transaction: the factory
 * is called by Multicall3, which owns nothing, and never by the relayer, whose key owns the operator's stake.
 */
export function toRelayCall(escrow: Address, order: Order, funding: Exclude<Funding, { lane: 'payer' }>): RelayCall {
  if (!isErc6492Signature(funding.signature)) return { to: escrow, data: encodeCreation(order, funding) }
  const { address, data, signature } = parseErc6492Signature(funding.signature)
  const creation = { target: escrow, allowFailure: false, callData: encodeCreation(order, { ...funding, signature }) }
  const deployment = { target: address ?? escrow, allowFailure: true, callData: data ?? '0x' } // an account that is there already is no failure
  const calls = [deployment, creation]
  return { to: multicall3, data: encodeFunctionData({ abi: multicallAbi, functionName: 'aggregate3', args: [calls] }), needs: multicall3 }
}

function encodeCreation(order: Order, funding: Funding): Hex {
  return encodeFunctionData({ abi: orderEscrowAbi, ...toCreationCall(order, funding) } as never) // a union of calls, each typed by toCreationCall
}
