/** Where money can go, those with providers first. */
import { useQuery } from '@tanstack/react-query'
import { usePaynode } from '../PaynodeProvider.tsx'
import { corridorsQuery } from '../query/queries.ts'
import { useReader } from './useReader.ts'

/** TanStack's query of `getCorridors`. */
export function useCorridors() {
  const { network } = usePaynode()
  return useQuery(corridorsQuery(useReader(), network))
}
