/** The other providers as this daemon meets them: connected or not, how far away, and whether their reports come. */
import type { Corridor, ProviderId } from '@paynode/sdk/protocol'
import type { ChainView } from '../chain/ports.ts'
import type { RunningNetwork } from '../gossip/service.ts'
import type { Clock } from '../runtime/clock.ts'
import { listReports } from '../store/reports.ts'
import type { Store } from '../store/store.ts'

/** One provider. `rttMs`: median round trip of the last minute's probes, `failedBps`: how many of them failed, in ten-thousandths; both missing until there were a few. */
export type PeerStatus = {
  readonly provider: ProviderId
  readonly gateway: string
  readonly connected: boolean
  readonly rttMs?: number | undefined
  readonly failedBps?: number | undefined
  readonly corridors: readonly Corridor[]
  /** Corridors of which a report for this epoch or a neighbouring one is here. */
  readonly reported: readonly Corridor[]
}

export type ListPeersDeps = {
  readonly store: Store
  readonly view: Pick<ChainView, 'providers'>
  readonly network: Pick<RunningNetwork, 'peers' | 'measured'>
  readonly self: ProviderId
  readonly clock: Clock
  readonly epochSeconds: number
}

/** Everybody in the registry but this daemon, in the registry's order. */
export function listPeers({ store, view, network, self, clock, epochSeconds }: ListPeersDeps): readonly PeerStatus[] {
  const others = view.providers().filter(({ operator }) => operator.toLowerCase() !== self.toLowerCase())
  const connected = new Set(network.peers().map((provider) => provider.toLowerCase()))
  const measured = network.measured()
  const now = Math.floor(clock.now() / 1_000 / epochSeconds)
  const reporters = new Map(
    [...new Set(others.flatMap(({ corridors }) => corridors))].map((corridor) => {
      const reports = [now - 1, now, now + 1].flatMap((epoch) => listReports(store, corridor, epoch))
      return [corridor, new Set(reports.map(({ report }) => report.provider.toLowerCase()))] as const
    }),
  )
  return others.map(({ operator, gatewayUrl, corridors }) => {
    const { rtt50, failedBps } = measured.get(operator) ?? {}
    const reported = corridors.filter((corridor) => reporters.get(corridor)?.has(operator.toLowerCase()))
    const isConnected = connected.has(operator.toLowerCase())
    return { provider: operator, gateway: gatewayUrl, connected: isConnected, rttMs: rtt50, failedBps, corridors, reported }
  })
}
