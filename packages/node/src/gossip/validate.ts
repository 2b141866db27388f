/** Decides what to do with a report from the network, cheapest checks first. Reject = every honest relay would; ignore = views may differ. */
import type { Corridor, ProviderId, SignedReport } from '@paynode/sdk/protocol'
import type { Address } from 'viem'
import type { RegistryEntry } from '../chain/events.ts'
import { decodeSignedReport, REPORT_BYTES } from './codec.ts'
import { recoverReportSigner } from './verify.ts'

/** A verdict and its stable reason. Equivocation is ignored by gossip, and kept as proof. */
export type Verdict =
  | { readonly verdict: 'accept'; readonly reason: 'ok'; readonly signed: SignedReport }
  | { readonly verdict: 'ignore'; readonly reason: 'epoch' | 'unregistered' | 'duplicate' }
  | { readonly verdict: 'ignore'; readonly reason: 'equivocation'; readonly signed: SignedReport }
  | { readonly verdict: 'reject'; readonly reason: 'size' | 'malformed' | 'topic' | 'signature' }

/** What validation looks at. */
export type ValidateDeps = {
  readonly domain: { readonly chainId: number; readonly escrow: Address }
  readonly epochSeconds: number
  /** Unix milliseconds. */
  now(): number
  provider(operator: ProviderId): RegistryEntry | undefined
  /** The accepted message of this provider and epoch, if there is one. */
  firstSeen(key: string): string | undefined
  remember(key: string, content: string, epoch: number): void
}

/** Validates the bytes of one message of a corridor's topic. */
export function validateReport(deps: ValidateDeps, corridor: Corridor, data: Uint8Array): Verdict {
  if (data.length !== REPORT_BYTES) return { verdict: 'reject', reason: 'size' }
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
  const seen = deps.firstSeen(key)
  if (seen === content) return { verdict: 'ignore', reason: 'duplicate' }
  if (recoverReportSigner(signed, deps.domain)?.toLowerCase() !== entry.nodeAddress.toLowerCase())
    return { verdict: 'reject', reason: 'signature' }
  if (seen !== undefined) return { verdict: 'ignore', reason: 'equivocation', signed }
  deps.remember(key, content, report.epoch)
  return { verdict: 'accept', reason: 'ok', signed }
}
