/** Decides what to do with a report from the network, cheapest checks first. Reject = every honest relay would; ignore = views may differ. */
import {
  type Corridor,
  decodeSignedReport,
  isReportVersion,
  MAX_REPORT_BYTES,
  type ProviderId,
  type SignedReport,
} from '@paynode/sdk/protocol'
import type { Address } from 'viem'
import type { RegistryEntry } from '../chain/events.ts'
import type { SeenReports } from './seen.ts'
import { recoverReportSigner } from './verify.ts'

/** A verdict and its stable reason. Equivocation is ignored by gossip, and kept as proof. */
export type Verdict =
  | { readonly verdict: 'accept'; readonly reason: 'ok'; readonly signed: SignedReport }
  | { readonly verdict: 'ignore'; readonly reason: 'epoch' | 'unregistered' | 'duplicate' | 'rate' }
  | { readonly verdict: 'ignore'; readonly reason: 'equivocation'; readonly signed: SignedReport }
  | { readonly verdict: 'reject'; readonly reason: 'size' | 'version' | 'malformed' | 'topic' | 'signature' }

/** What validation looks at. */
export type ValidateDeps = {
  readonly domain: { readonly chainId: number; readonly escrow: Address }
  readonly epochSeconds: number
  readonly seen: SeenReports
  /** Unix milliseconds. */
  now(): number
  provider(operator: ProviderId): RegistryEntry | undefined
  /**
   * Whether the relaying peer may cost another signature check. Counted per relay, never per signer: until the signature is
   * checked anybody can write anybody's name, and a forger must not use up the budget of the one it names.
   */
  mayVerify(relay: string): boolean
  /** Called when a relay gives a report again, in other bytes: other content, or other signatures under the same. */
  onRepeat(relay: string): void
}

/** Length of the form that had neither version nor views: long enough to be told apart from noise. */
const REPORT_BYTES_BEFORE_VIEWS = 178

/** Validates the bytes of one message that `relay` sent on a corridor's topic. */
export function validateReport(
  deps: ValidateDeps,
  { corridor, data, relay }: { readonly corridor: Corridor; readonly data: Uint8Array; readonly relay: string },
): Verdict {
  if (data.length < REPORT_BYTES_BEFORE_VIEWS || data.length > MAX_REPORT_BYTES) return { verdict: 'reject', reason: 'size' }
  if (!isReportVersion(data)) return { verdict: 'reject', reason: 'version' }
  const signed = decodeSignedReport(data)
  if (!signed) return { verdict: 'reject', reason: 'malformed' }
  const { report } = signed
  if (report.corridor !== corridor) return { verdict: 'reject', reason: 'topic' }
  const current = Math.floor(deps.now() / 1_000 / deps.epochSeconds)
  if (report.epoch < current - 2 || report.epoch > current + 1) return { verdict: 'ignore', reason: 'epoch' }
  const entry = deps.provider(report.provider)
  if (!entry?.corridors.includes(corridor)) return { verdict: 'ignore', reason: 'unregistered' }
  const key = `${corridor}:${report.epoch}:${report.provider}`
  const content = Buffer.from(data.subarray(0, data.length - 65)).toString('base64')
  const first = deps.seen.find(key)
  if (first?.relays.has(relay)) deps.onRepeat(relay)
  const relays = new Set(first?.relays).add(relay)
  if (first && (first.content === content || first.equivocated)) {
    deps.seen.remember(key, report.epoch, { ...first, relays })
    return { verdict: 'ignore', reason: 'duplicate' }
  }
  if (!deps.mayVerify(relay)) return { verdict: 'ignore', reason: 'rate' }
  if (recoverReportSigner(signed, deps.domain)?.toLowerCase() !== entry.nodeAddress.toLowerCase())
    return { verdict: 'reject', reason: 'signature' }
  deps.seen.remember(key, report.epoch, { content: first?.content ?? content, equivocated: first !== undefined, relays })
  return first ? { verdict: 'ignore', reason: 'equivocation', signed } : { verdict: 'accept', reason: 'ok', signed }
}
