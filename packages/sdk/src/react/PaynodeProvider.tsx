/** Gives the hooks and the checkout below it their network and their words. */
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import type { PaynodeNetwork } from '../clients/network.ts'
import { type CheckoutTexts, defaultTexts } from './texts.ts'

export type Paynode = { readonly network: PaynodeNetwork; readonly texts: CheckoutTexts }

const PaynodeContext = createContext<Paynode | undefined>(undefined)

export type PaynodeProviderProps = {
  readonly network: PaynodeNetwork
  /** Words in another language or another tone; English where left out. */
  readonly texts?: Partial<CheckoutTexts> | undefined
  readonly children?: ReactNode
}

/** Goes inside wagmi's and TanStack Query's providers; opens and asks nothing by itself. */
export function PaynodeProvider({ network, texts, children }: PaynodeProviderProps) {
  const value = useMemo(() => ({ network, texts: { ...defaultTexts, ...texts } }), [network, texts])
  return <PaynodeContext value={value}>{children}</PaynodeContext>
}

/** The network and the words. @throws Error outside a `PaynodeProvider`. */
export function usePaynode(): Paynode {
  const value = useContext(PaynodeContext)
  if (!value) throw new Error('wrap this part of the app in <PaynodeProvider network={…}>')
  return value
}
