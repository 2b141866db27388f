/** Collects attestations over the simulated network: the real attesters judge, the real choice of a quorum is made. */
import type { ProviderId } from '@paynode/sdk/protocol'
import { toAttestationKey } from '../../../../node/src/attestation/checkPayout.ts'
import { chooseQuorum } from '../../../../node/src/attestation/chooseQuorum.ts'
import type { Attester } from '../../../../node/src/attestation/serveAttestations.ts'
import type { Collect } from '../../../../node/src/settlement/settlement.ts'
import { fromProof } from '../chain/terms.ts'

/** An attester somewhere. `ask` reaches it, or throws. */
export type RemoteAttester = {
  readonly provider: ProviderId
  ask<answer>(question: (attester: Attester) => Promise<answer>): Promise<answer>
}

/** Creates the collector of one daemon. */
export function createCollect(self: ProviderId, attesters: readonly RemoteAttester[], threshold: number): Collect {
  return async (items, signal) => {
    const attestations = new Map<string, Parameters<Attester['sign']>[0][number]>()
    const reasons = new Map<string, string>()
    const checked = await Promise.all(
      attesters.map(async ({ provider, ask }): Promise<readonly [string, ReadonlyMap<string, string>]> => {
        const verdicts = await ask((attester) => attester.check(items, self, signal)).catch(() => [])
        const accepted = new Map<string, string>()
        for (const verdict of verdicts) {
          if (!verdict.accepted) reasons.set(verdict.orderId, verdict.reason)
          else {
            const key = toAttestationKey(verdict.attestation)
            attestations.set(key, verdict.attestation)
            accepted.set(verdict.orderId, key)
          }
        }
        return [provider, accepted]
      }),
    )
    const acceptances = new Map(checked)
    for (;;) {
      const quorum = chooseQuorum(acceptances, threshold)
      const accepted = items.flatMap(({ orderId }) => {
        const attestation = attestations.get(quorum?.items.get(orderId) ?? '')
        return attestation ? [{ orderId, attestation }] : []
      })
      const rejected = items
        .filter(({ orderId }) => !quorum?.items.has(orderId))
        .map(({ orderId }) => ({ orderId, reason: reasons.get(orderId) ?? 'no quorum' }))
      if (!quorum) return { accepted: [], rejected, attesters: [], proof: '0x' }
      const over = accepted.map(({ attestation }) => attestation)
      const signers = attesters.filter(({ provider }) => quorum.attesters.includes(provider))
      const signed = await Promise.all(
        signers.map(async ({ provider, ask }) => ({ provider, ok: await ask((one) => one.sign(over, self)).then(Boolean, () => false) })),
      )
      for (const { provider, ok } of signed) if (!ok) acceptances.delete(provider)
      if (signed.some(({ ok }) => !ok)) continue
      const providers = signed.map(({ provider }) => provider)
      return { accepted, rejected, attesters: providers, proof: fromProof({ signers: providers, over }) }
    }
  }
}
