/** Names what a contract on an order's way refused: the escrow, the token or Permit2. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { BaseError, decodeErrorResult, type Hex, parseAbi } from 'viem'
import type { ContractRefusal } from './types.ts'

/** Errors of ERC-20 (ERC-6093), ERC-2612 and ERC-3009 tokens, of Permit2 and of Multicall3. */
const othersAbi = parseAbi([
  'error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)',
  'error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)',
  'error ERC20InvalidSender(address sender)',
  'error ERC2612ExpiredSignature(uint256 deadline)',
  'error ERC2612InvalidSigner(address signer, address owner)',
  'error AuthorizationUsed()',
  'error AuthorizationExpired()',
  'error InvalidNonce()',
  'error InvalidSigner()',
  'error InvalidContractSignature()',
  'error InvalidSignatureLength()',
  'error InvalidAmount(uint256 maxAmount)',
  'error SignatureExpired(uint256 signatureDeadline)',
])

/** The refusal behind a failed call; undefined when the node failed and not the call. */
export function decodeRefusal(error: unknown): ContractRefusal | undefined {
  const cause = error instanceof BaseError ? error.walk((one) => (one as { data?: unknown }).data !== undefined) : undefined
  const raw = (cause as { data?: Hex | { data?: Hex } } | null | undefined)?.data
  const data = typeof raw === 'string' ? raw : raw?.data
  if (!data || data === '0x') return /revert/i.test(String(error)) ? { name: 'Reverted', args: [] } : undefined
  return toRefusal(data)
}

function toRefusal(data: Hex): ContractRefusal {
  for (const abi of [orderEscrowAbi, othersAbi]) {
    try {
      const { errorName, args = [] } = decodeErrorResult({ abi, data }) as { errorName: string; args?: readonly unknown[] }
      return { name: errorName, args: args.map((value) => String(value).slice(0, 200)) }
    } catch {
      // not one of these
    }
  }
  return { name: data.slice(0, 10), args: [] }
}
