/** The attester's side: checks other providers' payouts at the PSP and signs the batches it checked. */

import type { PayoutAttestation, ProviderId } from '@paynode/sdk/protocol'
import type { Address, Hex } from 'viem'
import type { Network } from '../gossip/ports.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { getGivenAttestation } from '../store/attestations.ts'
import { type CheckDeps, checkPayout, findUnclaimed, isSameAttestation } from './checkPayout.ts'
import { mapLimited } from './mapLimited.ts'
import { type AttestationItem, attestRequestSchema, type Verdict } from './messages.ts'

/** The key that signs attestations; its address must be one of the verifier's attesters to count. */
export type AttesterKey = { readonly address: Address; sign(attestations: readonly PayoutAttestation[]): Promise<Hex> }

export type ServeAttestationsDeps = CheckDeps & {
  readonly network: Pick<Network, 'serve'>
  readonly attester: AttesterKey
  readonly metrics: Metrics
  readonly logger: Logger
}

/** What an attester does, for a provider it knows: over the network, or in the same process for its own payouts. */
export type Attester = {
  readonly address: Address
  check(items: readonly AttestationItem[], provider: ProviderId, signal: AbortSignal): Promise<readonly Verdict[]>
  /** @throws when a batch holds anything that this attester did not accept for this provider. */
  sign(attestations: readonly PayoutAttestation[], provider: ProviderId): Promise<Hex>
}

const PARALLEL_RECEIPTS = 16

/** Serves the `attest` protocol and returns the same attester for local use. */
export function serveAttestations(deps: ServeAttestationsDeps): Attester {
  const attester = createAttester(deps)
  deps.network.serve('attest', async (body, from, signal) => {
    const request = attestRequestSchema.parse(body)
    if (request.kind === 'check') return { verdicts: await attester.check(request.items, from, signal) }
    return { signature: await attester.sign(request.attestations, from) }
  })
  return attester
}

/** An attester that nobody reaches over the network. */
export function createAttester(deps: Omit<ServeAttestationsDeps, 'network'>): Attester {
  const { metrics, logger, store, view } = deps
  return {
    address: deps.attester.address,
    check: (items, provider, signal) =>
      mapLimited(items, PARALLEL_RECEIPTS, async (item) => {
        const verdict = await checkPayout(deps, item, provider, signal)
        metrics.count('paynode_attestations_total', { result: verdict.accepted ? 'accepted' : verdict.reason })
        if (!verdict.accepted) logger.info({ orderId: item.orderId, provider, reason: verdict.reason }, 'attestation refused')
        return verdict
      }),
    async sign(attestations, provider) {
      for (const attestation of attestations) {
        const given = getGivenAttestation(store, attestation.orderId as AttestationItem['orderId'])
        const refusal =
          given && isSameAttestation(given, attestation)
            ? findUnclaimed({ view }, view.order(attestation.orderId as AttestationItem['orderId']), provider)
            : 'notRecorded'
        if (refusal) {
          metrics.count('paynode_attestations_total', { result: refusal })
          throw new Error(`order ${attestation.orderId} cannot be attested for ${provider}: ${refusal}; check it first`)
        }
      }
      return deps.attester.sign(attestations)
    },
  }
}
