/** The local chain, reached as payers and faults need it. */

import type { LocalNetwork } from '@paynode/cli/local-network'
import { systemClock } from '@paynode/node'
import { createPublicClient, createWalletClient, defineChain, type Hex, http, publicActions } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

/** The network's chain for viem. */
export function toChain({ description: { chainId, rpcUrl } }: LocalNetwork) {
  const nativeCurrency = { name: 'Ether', symbol: 'ETH', decimals: 18 }
  return defineChain({ id: chainId, name: 'local', nativeCurrency, rpcUrls: { default: { http: [rpcUrl] } } })
}

/** Reads only. */
export function createReader(network: LocalNetwork) {
  return createPublicClient({ chain: toChain(network), transport: http(network.description.rpcUrl), cacheTime: 0 })
}

/** Signs for a payer. */
export function createPayer(network: LocalNetwork, privateKey: Hex) {
  const transport = http(network.description.rpcUrl)
  return createWalletClient({ account: privateKeyToAccount(privateKey), chain: toChain(network), transport }).extend(publicActions)
}

/** One JSON-RPC call. @throws with the node's message. */
export async function callRpc(url: string, method: string, params: readonly unknown[]): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const answer = (await response.json()) as { readonly result?: unknown; readonly error?: { readonly message: string } } // JSON-RPC's envelope
  if (answer.error) throw new Error(`${method}: ${answer.error.message}`)
  return answer.result
}

/** Resolves after `ms`, or when the signal aborts. */
export const sleep = (ms: number, signal: AbortSignal): Promise<void> => systemClock.sleep(ms, signal).catch(() => {})
