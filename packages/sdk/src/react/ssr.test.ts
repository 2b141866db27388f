/** The checkout renders on a server: no window, no wallet, no request. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { anvil } from 'viem/chains'
import { expect, test } from 'vitest'
import { createConfig, http, WagmiProvider } from 'wagmi'
import type { PaynodeNetwork } from '../clients/network.ts'
import { Checkout } from './Checkout.tsx'
import { PaynodeProvider } from './PaynodeProvider.tsx'
import { fill } from './texts.ts'

const address = `0x${'11'.repeat(20)}` as const
const network: PaynodeNetwork = {
  chainId: anvil.id,
  rpcUrl: 'http://127.0.0.1:1',
  contracts: { OrderEscrow: address, ProviderRegistry: address, QuorumVerifier: address },
  token: { address, symbol: 'tUSD', decimals: 6 },
  gateways: [],
}

test('on a server it asks for a wallet, in the words of the app', () => {
  const config = createConfig({ chains: [anvil], transports: { [anvil.id]: http(network.rpcUrl) }, ssr: true })
  const page = createElement(
    PaynodeProvider,
    { network, texts: { connectTitle: 'Prends ton portefeuille' } },
    createElement(Checkout, { theme: 'dark' }),
  )
  const html = renderToString(
    createElement(WagmiProvider, { config }, createElement(QueryClientProvider, { client: new QueryClient() }, page)),
  )
  expect(html).toContain('Prends ton portefeuille')
  expect(html).toContain('data-theme="dark"')
})

test('outside its provider it says what is missing', () => {
  expect(() => renderToString(createElement(Checkout))).toThrow(/PaynodeProvider/)
})

test('texts are filled, and an unknown name stays visible', () => {
  expect(fill('Pay {amount} {other}', { amount: 5 })).toBe('Pay 5 {other}')
})
