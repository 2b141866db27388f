/** An order's terms → the arguments of the escrow's calls, each with only the words it needs. */
import type { Hex } from 'viem'
import { hashOrderDetails, hashOrderParties, type Order, type SettlementTerms, toOnchainOrder } from './order.ts'

/** Arguments of `claim(settlement, routing, partiesHash, route)`. `route` is the digest of the ranking. */
export function toClaimArgs(order: Order, route: Hex) {
  const { settlement, routing } = toOnchainOrder(order)
  return [settlement, routing, hashOrderParties(order), route] as const
}

/** Arguments of `claimBatch(requests)`. */
export function toClaimBatchArgs(claims: readonly { readonly order: Order; readonly route: Hex }[]) {
  const requests = claims.map(({ order, route }) => {
    const [settlement, routing, partiesHash] = toClaimArgs(order, route)
    return { settlement, routing, partiesHash, route }
  })
  return [requests] as const
}

/** Arguments of `submit(settlement, detailsHash, paidAt, proof)`. `paidAt` is unix seconds, as attested. */
export function toSubmitArgs(order: Order, paidAt: number, proof: Hex) {
  return [toOnchainOrder(order).settlement, hashOrderDetails(order), paidAt, proof] as const
}

/** Arguments of `settle(settlement, detailsHash)`. */
export function toSettleArgs(order: Order) {
  return [toOnchainOrder(order).settlement, hashOrderDetails(order)] as const
}

/** What `submitBatch` needs of one payout. */
export type ProvenPayout = { readonly order: Order; readonly attestation: { readonly provider: Hex; readonly paidAt: number } }

/**
 * Groups of `submitBatch(verifier, groups, proof)`. The proof covers the attestations in this very order, so only neighbours are
 * grouped: sort by `toSharedKey` before the attesters sign, and there is one group per kind of order.
 */
export function toSubmissionGroups(payouts: readonly ProvenPayout[]) {
  return groupNeighbours(payouts, ({ order, attestation: { provider, paidAt } }) => ({ ...toItem(order), provider, paidAt }))
}

/** Groups of `settleBatch(groups)`. */
export function toSettlementGroups(orders: readonly Order[]) {
  return groupNeighbours(
    orders.map((order) => ({ order })),
    ({ order }) => toItem(order),
  )
}

/** Equal for orders that can share a group of a batch. */
export function toSharedKey(order: Order): string {
  return Object.values(toShared(order)).join('|').toLowerCase()
}

function toShared(order: Order): Omit<SettlementTerms, 'amount' | 'payout'> {
  const { token, integrator, integratorFeeBps, protocolFeeBps, verifier, challengeWindow } = order
  return { token, integrator, integratorFeeBps, protocolFeeBps, verifier, challengeWindow }
}

function toItem(order: Order) {
  return { amount: order.amount, payout: order.payout, detailsHash: hashOrderDetails(order) }
}

function groupNeighbours<const entry extends { readonly order: Order }, item>(entries: readonly entry[], toEntry: (entry: entry) => item) {
  const groups: { readonly shared: Omit<SettlementTerms, 'amount' | 'payout'>; readonly items: item[] }[] = []
  let last: string | undefined
  for (const entry of entries) {
    const key = toSharedKey(entry.order)
    if (key !== last) groups.push({ shared: toShared(entry.order), items: [] })
    groups.at(-1)?.items.push(toEntry(entry))
    last = key
  }
  return groups
}
