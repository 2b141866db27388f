'use client'
/** wagmi, TanStack Query and Paynode, in the browser and while the server renders. */
import { announceDemoWallet } from '@paynode/example-demo-wallet'
import type { PaynodeNetwork } from '@paynode/sdk'
import { PaynodeProvider } from '@paynode/sdk/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { type State, WagmiProvider } from 'wagmi'
import { createConfig } from './createConfig.ts'

type ProvidersProps = {
  readonly network: PaynodeNetwork
  readonly initialState: State | undefined
  /** The local network's payer; no such thing on a real one. */
  readonly demoPayer: string | undefined
  readonly children: ReactNode
}

export function Providers({ network, initialState, demoPayer, children }: ProvidersProps) {
  const [config] = useState(() => createConfig(network))
  const [queries] = useState(() => new QueryClient())
  useEffect(() => announceDemoWallet(network, demoPayer), [network, demoPayer])
  return (
    <WagmiProvider config={config} {...(initialState ? { initialState } : {})}>
      <QueryClientProvider client={queries}>
        <PaynodeProvider network={network}>{children}</PaynodeProvider>
      </QueryClientProvider>
    </WagmiProvider>
  )
}
