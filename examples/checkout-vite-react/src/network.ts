/** Which network this shop pays through, and how wagmi reaches it. */
import { announceDemoWallet } from '@paynode/example-demo-wallet'
import { networkSchema } from '@paynode/sdk'
import { defineChain } from 'viem'
import { createConfig, http, injected } from 'wagmi'

/** Set by `npm run example:checkout`; an app of your own fetches `<gateway>/v1/network` once. */
export const network = networkSchema.parse(JSON.parse(import.meta.env.VITE_PAYNODE_NETWORK))

const chain = defineChain({
  id: network.chainId,
  name: 'Local network',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [network.rpcUrl] } },
})

announceDemoWallet(network, import.meta.env.VITE_PAYNODE_DEMO_PAYER) // wallets are there before an app looks for them

export const config = createConfig({
  chains: [chain],
  connectors: [injected()],
  transports: { [chain.id]: http(network.rpcUrl) },
  pollingInterval: 500,
})
