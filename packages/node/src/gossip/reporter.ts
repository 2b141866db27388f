/** Publishes this provider's report for every corridor and epoch, early in the epoch at an offset of its own, so that reports do not come in bursts. */
import type { Corridor, ProviderId, Report, SignedReport } from '@paynode/sdk/protocol'
import { type Hex, keccak256 } from 'viem'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'

/** What reporting needs. */
export type ReporterDeps = {
  readonly corridors: readonly Corridor[]
  readonly self: ProviderId
  readonly epochSeconds: number
  readonly clock: Clock
  readonly logger: Logger
  readonly signal: AbortSignal
  isRegistered(corridor: Corridor): boolean
  makeReport(corridor: Corridor, epoch: number): Promise<Report>
  sign(report: Report): Promise<Hex>
  /** Saves the own report: it is durable before anybody else has it, so a restart never signs a second one. */
  save(signed: SignedReport): void
  /** The report that was signed for this epoch already, before a restart. */
  find(corridor: Corridor, epoch: number): SignedReport | undefined
  publish(signed: SignedReport): Promise<void>
}

/** Starts reporting; `close` waits for the last publish. */
export function startReporter(deps: ReporterDeps): { close(): Promise<void> } {
  const { clock, epochSeconds, logger } = deps
  const stop = new AbortController()
  const signal = AbortSignal.any([deps.signal, stop.signal])
  const spread = Number(BigInt(keccak256(deps.self)) % 1_000n)
  const offset = Math.floor((epochSeconds * 1_000 * spread) / 4_000) // within the first quarter
  let last = -1
  const report = async (corridor: Corridor, epoch: number) => {
    if (!deps.isRegistered(corridor)) return
    let signed = deps.find(corridor, epoch)
    if (!signed) {
      const own = await deps.makeReport(corridor, epoch)
      signed = { report: own, signature: await deps.sign(own) }
      deps.save(signed)
    }
    await deps.publish(signed)
  }
  const loop = (async () => {
    while (!signal.aborted) {
      const epoch = Math.floor((clock.now() - offset) / 1_000 / epochSeconds)
      if (epoch > last) {
        last = epoch
        const results = await Promise.allSettled(deps.corridors.map((corridor) => report(corridor, epoch)))
        for (const result of results) {
          if (result.status === 'rejected')
            logger.warn({ epoch, reason: result.reason instanceof Error ? result.reason.message : 'unknown' }, 'report not published')
        }
      }
      const next = (epoch + 1) * epochSeconds * 1_000 + offset
      await clock.sleep(Math.max(10, next - clock.now()), signal).catch(() => {})
    }
  })()
  return {
    close: async () => {
      stop.abort()
      await loop
    },
  }
}
