/** Publishes this provider's report for every corridor and epoch, in the first half of the epoch at an offset of its own, so that reports do not come in bursts. */

import type { Corridor, ProviderId, Report, SignedReport } from '@paynode/sdk/protocol'
import { type Hex, keccak256 } from 'viem'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { type Loop, startLoop } from '../runtime/startLoop.ts'

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

/** Between tries of one epoch: the registration may still be on its way, the PSP may have been silent. */
const RETRY_MS = 500

/** Starts reporting; `close` waits for the last publish. */
export function startReporter(deps: ReporterDeps): Loop {
  const { clock, epochSeconds, logger } = deps
  const spread = Number(BigInt(keccak256(deps.self)) % 1_000n)
  const offset = Math.floor((epochSeconds * 1_000 * spread) / 2_000) // within the first half: the other half is for the report to arrive
  const done = new Map<Corridor, number>()
  const report = async (corridor: Corridor, epoch: number) => {
    if (!deps.isRegistered(corridor)) return
    let signed = deps.find(corridor, epoch)
    if (!signed) {
      const own = await deps.makeReport(corridor, epoch)
      if (toEpoch(clock.now()) !== epoch) return // it took too long: a report that comes after its epoch disturbs the agreement on it
      signed = { report: own, signature: await deps.sign(own) }
      deps.save(signed)
    }
    await deps.publish(signed)
    done.set(corridor, epoch)
  }
  const toEpoch = (now: number) => Math.floor(now / 1_000 / epochSeconds)
  const round = async (epoch: number) => {
    const open = deps.corridors.filter((corridor) => done.get(corridor) !== epoch)
    const results = await Promise.allSettled(open.map((corridor) => report(corridor, epoch)))
    for (const result of results) {
      if (result.status === 'rejected')
        logger.warn({ epoch, reason: result.reason instanceof Error ? result.reason.message : 'unknown' }, 'report not published')
    }
  }
  return startLoop(deps.signal, async (signal) => {
    const epoch = toEpoch(clock.now())
    const due = epoch * epochSeconds * 1_000 + offset
    if (clock.now() >= due) await round(epoch)
    const next = due + epochSeconds * 1_000
    const complete = deps.corridors.every((corridor) => done.get(corridor) === epoch)
    const wake = clock.now() < due ? due : complete ? next : Math.min(next, clock.now() + RETRY_MS)
    await clock.sleep(Math.max(10, wake - clock.now()), signal).catch(() => {})
  })
}
