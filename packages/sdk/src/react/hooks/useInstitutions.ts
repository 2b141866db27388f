/** Banks or networks of a corridor. */
import { useQuery } from '@tanstack/react-query'
import type { Corridor } from '../../protocol/corridor.ts'
import { usePaynode } from '../PaynodeProvider.tsx'
import { institutionsQuery } from '../query/queries.ts'

/** TanStack's query of `getInstitutions`; empty where the rail has none. */
export function useInstitutions({ corridor }: { readonly corridor: Corridor }) {
  const { network } = usePaynode()
  return useQuery(institutionsQuery(network, corridor))
}
