/** Asks the node what a call would do, and names the contract's error when it would revert. */
import { orderEscrowAbi, routeAnchorAbi } from '@paynode/sdk/abi'
import { type Address, BaseError, decodeErrorResult, type Hex, type PublicClient } from 'viem'

/**
 * The name of the custom error that a call would revert with, or undefined when it would pass.
 * @throws when the node gives no answer.
 */
export async function simulate(
  client: PublicClient,
  from: Address,
  { to, data }: { readonly to: Address; readonly data: Hex },
): Promise<string | undefined> {
  try {
    await client.call({ account: from, to, data })
    return undefined
  } catch (error) {
    const reverted = error instanceof BaseError ? error.walk((cause) => (cause as { data?: unknown }).data !== undefined) : undefined
    const raw = (reverted as { data?: Hex | { data?: Hex } } | null | undefined)?.data
    const payload = typeof raw === 'string' ? raw : raw?.data
    if (!payload || payload === '0x') {
      if (/revert/i.test(String(error))) return 'reverted'
      throw error
    }
    return toName(payload)
  }
}

function toName(payload: Hex): string {
  try {
    return decodeErrorResult({ abi: [...orderEscrowAbi, ...routeAnchorAbi], data: payload }).errorName
  } catch {
    return payload.slice(0, 10)
  }
}
