/** Judges one payout: the chain says who should have paid whom, the PSP's receipt says who did. */
import {
  getCorridor,
  hashRecipient,
  type OrderId,
  type PayoutAttestation,
  type ProviderId,
  toPaymentReference,
} from '@paynode/sdk/protocol'
import { isAddressEqual } from 'viem'
import type { ChainView, OrderView } from '../chain/ports.ts'
import type { Receipt, ReceiptSource } from '../payout/psp.ts'
import type { Clock } from '../runtime/clock.ts'
import { getGivenAttestation, putGivenAttestation } from '../store/attestations.ts'
import type { Store } from '../store/store.ts'
import type { AttestationItem, Refusal, Verdict } from './messages.ts'

/** What judging needs. */
export type CheckDeps = {
  readonly view: Pick<ChainView, 'order' | 'provider'>
  receipts(corridor: string): ReceiptSource | undefined
  readonly store: Store
  readonly clock: Clock
}

/**
 * The verdict on one item. An acceptance is recorded before it is returned, and a recorded order is never attested differently:
 * another provider gets its own attestation only when the chain made it the claimer and the PSP shows its payout as the one that stands
 * (a receipt of the first provider that still stands has another owner, and is refused as such).
 */
export async function checkPayout(deps: CheckDeps, item: AttestationItem, provider: ProviderId, signal: AbortSignal): Promise<Verdict> {
  const refuse = (reason: Refusal): Verdict => ({ orderId: item.orderId, accepted: false, reason })
  const claim = deps.view.order(item.orderId)
  const unclaimed = findUnclaimed(deps, claim, provider)
  if (!claim || unclaimed) return refuse(unclaimed ?? 'unknownOrder')
  if (item.reference !== toPaymentReference(item.orderId)) return refuse('wrongReference')
  const source = deps.receipts(claim.order.corridor)
  if (!source) return refuse('noReceiptAccess')
  const receipt = await source.getReceipt(item.reference, signal).catch(() => 'unavailable' as const)
  if (receipt === 'unavailable') return refuse('receiptUnavailable')
  if (!receipt) return refuse('noReceipt')
  const fault = findFault(claim, item, receipt, provider)
  if (fault) return refuse(fault)
  const attestation: PayoutAttestation = {
    orderId: item.orderId,
    provider,
    payout: claim.order.payout, // what the contract asks for; more than it may have arrived
    paidAt: receipt.paidAt,
  }
  return deps.store.transaction(() => {
    const moved = findUnclaimed(deps, deps.view.order(item.orderId), provider) // the chain may have moved while the PSP answered
    if (moved) return refuse(moved)
    const given = getGivenAttestation(deps.store, item.orderId)
    if (given && isAddressEqual(given.provider, provider)) {
      return isSameAttestation(given, attestation) ? { orderId: item.orderId, accepted: true, attestation } : refuse('alreadyAttested')
    }
    putGivenAttestation(deps.store, attestation, deps.clock.now())
    return { orderId: item.orderId, accepted: true, attestation }
  })
}

/** Whether a provider may speak for an order: registered, and its claimer on chain. */
export function findUnclaimed({ view }: Pick<CheckDeps, 'view'>, claim: OrderView | undefined, provider: ProviderId): Refusal | undefined {
  if (!view.provider(provider)) return 'unregistered'
  if (!claim) return 'unknownOrder'
  if (claim.status !== 'claimed') return 'notClaimed'
  return claim.claimer && isAddressEqual(claim.claimer, provider) ? undefined : 'wrongProvider'
}

/** Whether two attestations say the same. */
export function isSameAttestation(left: PayoutAttestation, right: PayoutAttestation): boolean {
  return toAttestationKey(left) === toAttestationKey(right)
}

/** Equal for equal attestations only. */
export function toAttestationKey({ orderId, provider, payout, paidAt }: PayoutAttestation): string {
  return [orderId as OrderId, provider, payout, paidAt].join('|').toLowerCase()
}

function findFault(
  { order }: OrderView,
  { reference, salt }: AttestationItem,
  receipt: Receipt,
  provider: ProviderId,
): Refusal | undefined {
  if (receipt.reference !== reference) return 'wrongReference'
  if (receipt.status !== 'SUCCEEDED') return 'notPaid'
  if (receipt.owner.toLowerCase() !== provider.toLowerCase()) return 'wrongOwner'
  if (receipt.amount.currency !== getCorridor(order.corridor)?.currency) return 'wrongCurrency'
  if (receipt.amount.value < order.payout) return 'wrongAmount'
  if (receipt.recipient.corridor !== order.corridor) return 'wrongRecipient'
  return hashRecipient({ recipient: receipt.recipient, salt }) === order.recipientHash.toLowerCase() ? undefined : 'wrongRecipient'
}
