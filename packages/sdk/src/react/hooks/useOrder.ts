/** An order as it stands, followed until it ends. */
import { useQuery } from '@tanstack/react-query'
import { zeroHash } from 'viem'
import type { OrderId } from '../../protocol/ids.ts'
import { usePaynode } from '../PaynodeProvider.tsx'
import { orderQuery } from '../query/queries.ts'
import { useReader } from './useReader.ts'

/** TanStack's query of the order's terms, status and events; an order that is not on chain yet is an error of code `ORDER_NOT_FOUND`. */
export function useOrder({ orderId }: { readonly orderId: OrderId | undefined }) {
  const { network } = usePaynode()
  const query = orderQuery(useReader(), network, orderId ?? (zeroHash as OrderId))
  return useQuery({ ...query, enabled: query.enabled && orderId !== undefined, retry: false })
}
