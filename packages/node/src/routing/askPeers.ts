/** Asks other daemons what they hold of an epoch. Answers are untrusted: a digest is a claim until the reports behind it are checked. */
import { type Corridor, type ProviderId, reportSchema, type SignedReport } from '@paynode/sdk/protocol'
import { type Hex, isHex, size } from 'viem'
import { z } from 'zod'
import type { Network } from '../gossip/ports.ts'

const digestSchema = z.object({
  digest: z.custom<Hex>((value) => isHex(value) && size(value) === 32, 'not a digest').transform((value) => value.toLowerCase() as Hex),
  frozen: z.boolean(),
})
const signature = z.custom<Hex>((value) => isHex(value) && size(value) === 65, 'not a signature')
const reportsSchema = z.object({
  reports: z
    .array(
      z.object({
        report: reportSchema,
        signature: signature.transform((value) => value.toLowerCase() as Hex),
      }),
    )
    .max(2_000),
})

/** One corridor and epoch. */
export type EpochKey = { readonly corridor: Corridor; readonly epoch: number }
/** What a daemon says it holds. `frozen`: it has agreed with others already and will not move. */
export type Claim = { readonly digest: Hex; readonly frozen: boolean }

/** A daemon's digest; undefined when it is away, which is not a vote. */
export async function askDigest(network: Network, to: ProviderId, body: EpochKey, signal: AbortSignal): Promise<Claim | undefined> {
  try {
    return digestSchema.parse(await network.request({ to, protocol: 'digests', body, timeoutMs: 1_500, signal }))
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}

/** A daemon's reports of exactly this corridor and epoch, not verified yet; undefined when it gave none. */
export async function askReports(
  network: Network,
  to: ProviderId,
  body: EpochKey,
  signal: AbortSignal,
): Promise<readonly SignedReport[] | undefined> {
  try {
    const { reports } = reportsSchema.parse(await network.request({ to, protocol: 'reports', body, timeoutMs: 3_000, signal }))
    return reports.filter(({ report }) => report.corridor === body.corridor && report.epoch === body.epoch)
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}
