/** Every page: the shop's frame, and what the browser must know, read on the server. */
import type { Metadata } from 'next'
import { headers } from 'next/headers'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { cookieToInitialState } from 'wagmi'
import { getNetwork } from '../server/getNetwork.ts'
import { createConfig } from './createConfig.ts'
import { Providers } from './Providers.tsx'
import '@paynode/sdk/react/style.css'
import '@paynode/example-demo-wallet/style.css'
import './shop.css'

export const metadata: Metadata = { title: 'Kente & Co.', description: 'Pay a supplier in local money from a stablecoin' }

export default async function Layout({ children }: { readonly children: ReactNode }) {
  const network = await getNetwork()
  const cookie = (await headers()).get('cookie')
  return (
    <html lang="en">
      <body className="shop">
        <header>
          <Link href="/">
            <strong>Kente &amp; Co.</strong>
          </Link>
        </header>
        <main>
          <Providers
            network={network}
            initialState={cookieToInitialState(createConfig(network), cookie)}
            demoPayer={process.env.PAYNODE_DEMO_PAYER}
          >
            {children}
          </Providers>
        </main>
      </body>
    </html>
  )
}
