/** Three providers, one page. */
import { PaynodeProvider } from '@paynode/sdk/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { WagmiProvider } from 'wagmi'
import '@paynode/sdk/react/style.css'
import '@paynode/example-demo-wallet/style.css'
import './shop.css'
import { config, network } from './network.ts'
import { Shop } from './Shop.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <WagmiProvider config={config}>
      <QueryClientProvider client={new QueryClient()}>
        <PaynodeProvider network={network}>
          <Shop />
        </PaynodeProvider>
      </QueryClientProvider>
    </WagmiProvider>
  </StrictMode>,
)
