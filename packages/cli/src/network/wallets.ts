/** Wallets on a chain: one viem client that signs and reads. */
import { type Address, createPublicClient, createWalletClient, defineChain, type Hex, http, publicActions } from 'viem'
import { mnemonicToAccount, privateKeyToAccount } from 'viem/accounts'
import { toHex } from 'viem/utils'
import { developmentMnemonic } from './anvil.ts'

/** A chain by its id and RPC: enough to sign and read. */
export function toChain(chainId: number, rpcUrl: string) {
  return defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  })
}

/** A client that signs with a key and reads. */
export function createWallet({
  chainId,
  rpcUrl,
  privateKey,
}: {
  readonly chainId: number
  readonly rpcUrl: string
  readonly privateKey: Hex
}) {
  return createWalletClient({
    account: privateKeyToAccount(privateKey),
    chain: toChain(chainId, rpcUrl),
    transport: http(rpcUrl, { retryCount: 1 }),
    pollingInterval: 200,
  }).extend(publicActions)
}

/** A client that only reads. */
export function createReader({ chainId, rpcUrl }: { readonly chainId: number; readonly rpcUrl: string }) {
  return createPublicClient({ chain: toChain(chainId, rpcUrl), transport: http(rpcUrl, { retryCount: 1 }), pollingInterval: 200 })
}

/** Account `index` of anvil's development phrase. Local networks only. */
export function toDevelopmentAccount(index: number): { readonly address: Address; readonly privateKey: Hex } {
  const account = mnemonicToAccount(developmentMnemonic, { addressIndex: index })
  const key = account.getHdKey().privateKey
  if (!key) throw new Error('the development phrase gives no private key')
  return { address: account.address, privateKey: toHex(key) }
}
