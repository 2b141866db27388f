/** What providers pay for an amount, asked again every half minute. */
import { useQuery } from '@tanstack/react-query'
import type { Corridor } from '../../protocol/corridor.ts'
import { usePaynode } from '../PaynodeProvider.tsx'
import { quoteQuery } from '../query/queries.ts'

/** TanStack's query of `getQuote`. `amount` is token units; nothing is asked for zero. */
export function useQuote({ corridor, amount }: { readonly corridor: Corridor; readonly amount: bigint }) {
  const { network } = usePaynode()
  return useQuery({ ...quoteQuery(network, { corridor, amount }), enabled: amount > 0n })
}
