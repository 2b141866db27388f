/** What providers pay for an amount, asked again every half minute. */
import { useQuery } from '@tanstack/react-query'
import type { Corridor } from '../../protocol/corridor.ts'
import { usePaynode } from '../PaynodeProvider.tsx'
import { quoteQuery } from '../query/queries.ts'
import { useReader } from './useReader.ts'

/** TanStack's query of `getQuote`. `amount` is token units; nothing is asked for zero. */
export function useQuote({ corridor, amount }: { readonly corridor: Corridor; readonly amount: bigint }) {
  const { network } = usePaynode()
  const client = useReader()
  return useQuery({ ...quoteQuery(client, network, { corridor, amount }), enabled: client !== undefined && amount > 0n })
}
