/** The requester's side: asks the quorum to check a batch of payouts, then has one set of attesters sign what all of them accepted. */
import {
  type OrderId,
  type PayoutAttestation,
  type ProviderId,
  recoverAttester,
  toQuorumProof,
  type VerifierDomain,
} from '@paynode/sdk/protocol'
import { type Address, type Hex, isAddressEqual } from 'viem'
import type { Network } from '../gossip/ports.ts'
import type { Logger } from '../runtime/logger.ts'
import { toAttestationKey } from './checkPayout.ts'
import { chooseQuorum } from './chooseQuorum.ts'
import { type AttestationItem, checkAnswerSchema, signAnswerSchema, type Verdict } from './messages.ts'
import type { Attester } from './serveAttestations.ts'

export type CollectDeps = {
  readonly network: Pick<Network, 'request'>
  /** This daemon's provider. */
  readonly self: ProviderId
  /** This daemon's own attester, asked in process when `self` is among the attesters. */
  readonly local?: Attester | undefined
  /** Quorum members by operator. */
  attesters(): readonly ProviderId[]
  /** The address that a quorum member signs with; undefined = not known, not asked. */
  addressOf(attester: ProviderId): Address | undefined
  readonly threshold: number
  readonly verifierDomain: VerifierDomain
  /** Limit of one request. Milliseconds. */
  readonly timeoutMs?: number | undefined
  readonly logger: Logger
}

/** `proof` covers exactly the accepted attestations, in their order; `0x` when there are none. */
export type Collected = {
  readonly accepted: readonly { readonly orderId: OrderId; readonly attestation: PayoutAttestation }[]
  readonly rejected: readonly { readonly orderId: OrderId; readonly reason: string }[]
  readonly attesters: readonly ProviderId[]
  readonly proof: Hex
}

const TIMEOUT_MS = 10_000

/** Collects a proof over as many items as possible. Attesters that sign wrongly or not at all are left out and the rest tried again. */
export async function collectAttestations(deps: CollectDeps, items: readonly AttestationItem[], signal: AbortSignal): Promise<Collected> {
  const asked = deps.attesters().filter((attester) => deps.addressOf(attester) && (attester !== deps.self || deps.local))
  const others = [...asked.filter((attester) => attester !== deps.self), ...asked.filter((attester) => attester === deps.self)]
  const answers = await Promise.all(others.map(async (attester) => ({ attester, verdicts: await check(deps, attester, items, signal) })))
  const acceptances = new Map<string, ReadonlyMap<string, string>>()
  const attestations = new Map<string, PayoutAttestation>()
  for (const { attester, verdicts } of answers) acceptances.set(attester, accept(deps, items, verdicts, attestations))

  for (;;) {
    const quorum = chooseQuorum(acceptances, deps.threshold)
    if (!quorum) return reject(items, answers, new Map())
    const accepted = items.flatMap(({ orderId }) => {
      const attestation = attestations.get(quorum.items.get(orderId) ?? '')
      return attestation ? [{ orderId, attestation }] : []
    })
    const batch = accepted.map(({ attestation }) => attestation)
    const signed = await Promise.all(
      quorum.attesters.map(async (attester) => ({
        attester: attester as ProviderId,
        signature: await sign(deps, attester as ProviderId, batch, signal),
      })),
    )
    const silent = signed.filter(({ signature }) => signature === undefined)
    for (const { attester } of silent) acceptances.delete(attester)
    if (silent.length > 0) continue
    const signatures = signed.flatMap(({ attester, signature }) => {
      const address = deps.addressOf(attester)
      return address && signature ? [{ attester: address, signature }] : []
    })
    const { rejected } = reject(items, answers, quorum.items)
    return { accepted, rejected, attesters: signed.map(({ attester }) => attester), proof: toQuorumProof(signatures) }
  }
}

async function check(
  deps: CollectDeps,
  attester: ProviderId,
  items: readonly AttestationItem[],
  signal: AbortSignal,
): Promise<readonly Verdict[]> {
  const { network, self, local, timeoutMs = TIMEOUT_MS, logger } = deps
  try {
    if (attester === self && local) return await local.check(items, self, signal)
    const body = { kind: 'check', items }
    return checkAnswerSchema.parse(await network.request({ to: attester, protocol: 'attest', body, timeoutMs, signal })).verdicts
  } catch (error) {
    signal.throwIfAborted()
    logger.warn({ attester, reason: toReason(error) }, 'attester did not check')
    return []
  }
}

/** A signature that recovers to the attester's own address, or undefined. */
async function sign(
  deps: CollectDeps,
  attester: ProviderId,
  batch: readonly PayoutAttestation[],
  signal: AbortSignal,
): Promise<Hex | undefined> {
  const { network, self, local, timeoutMs = TIMEOUT_MS, logger } = deps
  try {
    const body = { kind: 'sign', attestations: batch }
    const signature =
      attester === self && local
        ? await local.sign(batch, self)
        : signAnswerSchema.parse(await network.request({ to: attester, protocol: 'attest', body, timeoutMs, signal })).signature
    const address = deps.addressOf(attester)
    if (address && isAddressEqual(await recoverAttester(batch, deps.verifierDomain, signature), address)) return signature
    throw new Error('the signature is not of the attester')
  } catch (error) {
    signal.throwIfAborted()
    logger.warn({ attester, reason: toReason(error) }, 'attester did not sign')
    return undefined
  }
}

/** Keeps what an attester may say: our order, ourselves. */
function accept(
  { self }: CollectDeps,
  items: readonly AttestationItem[],
  verdicts: readonly Verdict[],
  attestations: Map<string, PayoutAttestation>,
): ReadonlyMap<string, string> {
  const wanted = new Set<string>(items.map(({ orderId }) => orderId))
  const accepted = new Map<string, string>()
  for (const verdict of verdicts) {
    if (!verdict.accepted) continue
    const { attestation } = verdict
    if (attestation.orderId !== verdict.orderId || !wanted.has(attestation.orderId)) continue
    if (!isAddressEqual(attestation.provider, self)) continue
    const key = toAttestationKey(attestation)
    attestations.set(key, attestation)
    accepted.set(verdict.orderId, key)
  }
  return accepted
}

function reject(
  items: readonly AttestationItem[],
  answers: readonly { readonly verdicts: readonly Verdict[] }[],
  accepted: ReadonlyMap<string, string>,
): Collected {
  const rejected = items
    .filter(({ orderId }) => !accepted.has(orderId))
    .map(({ orderId }) => {
      const reasons = answers.flatMap(({ verdicts }) =>
        verdicts.flatMap((verdict) => (verdict.orderId === orderId && !verdict.accepted ? [verdict.reason] : [])),
      )
      return { orderId, reason: reasons.length > 0 ? [...new Set(reasons)].sort().join(', ') : 'not enough attesters answered alike' }
    })
  return { accepted: [], rejected, attesters: [], proof: '0x' }
}

const toReason = (error: unknown) => (error instanceof Error ? error.name : 'failed')
