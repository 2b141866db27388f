/** The client that reads the network's chain; undefined when wagmi's configuration lacks that chain. */
import type { Client } from 'viem'
import { useClient } from 'wagmi'
import { usePaynode } from '../PaynodeProvider.tsx'

/** Reading needs no wallet. */
export function useReader(): Client | undefined {
  const { network } = usePaynode()
  return useClient({ chainId: network.chainId }) as Client | undefined // a chain that wagmi does not know has no client
}
