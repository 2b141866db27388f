/** wagmi, for the server and the browser alike: who was connected is in a cookie, so the first paint already knows. */
import type { PaynodeNetwork } from '@paynode/sdk'
import { defineChain } from 'viem'
import { cookieStorage, createStorage, createConfig as createWagmiConfig, http, injected } from 'wagmi'

export function createConfig({ chainId, rpcUrl }: PaynodeNetwork) {
  const chain = defineChain({
    id: chainId,
    name: `Chain ${chainId}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  })
  return createWagmiConfig({
    chains: [chain],
    connectors: [injected()],
    ssr: true,
    storage: createStorage({ storage: cookieStorage }),
    transports: { [chain.id]: http(rpcUrl) },
    pollingInterval: 500,
  })
}
