/** The wallets worth showing: a plain “injected” one only where it is the only one in the browser, and is really there. */
import { useQuery } from '@tanstack/react-query'
import { type Connector, useConnectors } from 'wagmi'

/** `undefined` while it is not known yet whether the browser has a wallet; the server never knows. */
export function useWallets(): readonly Connector[] | undefined {
  const all = useConnectors()
  const plain = all.find(({ id }) => id === 'injected')
  const others = all.filter((connector) => connector !== plain)
  // One that announced itself is the same wallet, with a name.
  const enabled = plain && !others.some(({ type }) => type === plain.type)
  const { data, isLoading } = useQuery({ queryKey: [plain?.uid], enabled: !!enabled, queryFn: async () => !!(await plain?.getProvider()) })
  return isLoading && !others[0] ? undefined : enabled && data ? all : others
}
