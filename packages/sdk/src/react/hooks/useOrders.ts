/** The orders of the connected wallet, newest first. */
import { useQuery } from '@tanstack/react-query'
import { useConnection } from 'wagmi'
import { usePaynode } from '../PaynodeProvider.tsx'
import { ordersQuery } from '../query/queries.ts'
import { useReader } from './useReader.ts'

/** TanStack's query of `listOrders`, read from the chain alone. */
export function useOrders() {
  const { network } = usePaynode()
  const { address } = useConnection()
  return useQuery(ordersQuery(useReader(), network, address))
}
