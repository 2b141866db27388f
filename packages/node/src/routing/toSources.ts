/** Whom to ask for what a digest checks: anybody will do. */
import type { Corridor, ProviderId } from '@paynode/sdk/protocol'
import type { ChainView } from '../chain/ports.ts'
import type { Network } from '../gossip/ports.ts'

/** Connected members of the corridor first, then the others. */
export function toSources(
  {
    view,
    network,
    self,
  }: { readonly view: Pick<ChainView, 'providers'>; readonly network: Pick<Network, 'peers'>; readonly self: ProviderId },
  corridor: Corridor,
): readonly ProviderId[] {
  const connected = new Set(network.peers())
  const members = view
    .providers()
    .flatMap(({ operator, corridors }) => (corridors.includes(corridor) && operator !== self ? [operator] : []))
  return [...members.filter((member) => connected.has(member)), ...members.filter((member) => !connected.has(member))]
}
