/** Ranks an order and says in one digest what that was done on. */
import { type Hex, keccak256, stringToHex } from 'viem'
import { stateRoot } from './model/root.ts'
import type { State } from './model/state.ts'
import { rankProviders } from './rank.ts'
import type { Ranking, RoutingOrder } from './types.ts'

/** Ranks, and adds the digest of the rules, the state and the order: what stands on chain as a claim's `route`. */
export function routeOrder(state: State, order: RoutingOrder): Ranking {
  return { ...rankProviders(state, order), digest: hashRoute(state, order) }
}

/** The digest alone. `stateRoot` covers the rules. */
export function hashRoute(
  state: State,
  { orderId, corridor, amount, payout, bondRequired, seed, pinned, failed, among }: RoutingOrder,
): Hex {
  const lower = (addresses: readonly string[] | undefined) => addresses?.map((address) => address.toLowerCase()) ?? []
  const terms = [orderId.toLowerCase(), corridor, amount.toString(), payout.toString(), bondRequired.toString(), seed.toLowerCase()]
  const sets = [lower(pinned), lower(failed), among ? lower(among).sort() : null]
  return keccak256(stringToHex(JSON.stringify([stateRoot(state), terms, sets])))
}
