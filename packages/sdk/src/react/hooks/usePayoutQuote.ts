/** What it costs that a recipient receives exactly so much, asked again every half minute. */
import { useQuery } from '@tanstack/react-query'
import type { Corridor } from '../../protocol/corridor.ts'
import { usePaynode } from '../PaynodeProvider.tsx'
import { payoutQuoteQuery } from '../query/queries.ts'
import { useReader } from './useReader.ts'

/** TanStack's query of `getPayoutQuote`. `payout` is minor units of the corridor's currency; nothing is asked for zero. */
export function usePayoutQuote({ corridor, payout }: { readonly corridor: Corridor; readonly payout: bigint }) {
  const { network } = usePaynode()
  const client = useReader()
  return useQuery({ ...payoutQuoteQuery(client, network, { corridor, payout }), enabled: client !== undefined && payout > 0n })
}
