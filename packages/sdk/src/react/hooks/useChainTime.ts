/** The chain's clock, second by second: deadlines are its, whatever this machine's clock says. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { getBlock } from 'viem/actions'
import { usePaynode } from '../PaynodeProvider.tsx'
import { useReader } from './useReader.ts'

/** Unix seconds of the latest block plus what has passed since it was read; undefined before the first block. */
export function useChainTime(): number | undefined {
  const { network } = usePaynode()
  const client = useReader()
  const { data } = useQuery({
    queryKey: ['paynode', network.contracts.OrderEscrow, 'time'],
    queryFn: async () => ({ time: client ? Number((await getBlock(client)).timestamp) : 0, readAt: performance.now() }),
    enabled: client !== undefined,
    refetchInterval: 10_000,
  })
  const [, tick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 1_000)
    return () => clearInterval(timer)
  }, [])
  return data && data.time > 0 ? data.time + Math.floor((performance.now() - data.readAt) / 1_000) : undefined
}
