/** Makes this provider's report for an epoch from what it can pay right now. */
import type { Corridor, ProviderId, Report } from '@paynode/sdk/protocol'
import type { NodeConfig } from '../config/schema.ts'

/** What a report is made of. */
export type ReportDeps = {
  readonly config: NodeConfig
  readonly self: ProviderId
  /** Free float in minor units; undefined when the PSP does not answer. */
  freeFloat(corridor: Corridor): Promise<bigint | undefined>
  inFlight(): number
}

/** `makeReport(corridor, epoch)`: maintenance while payouts are off, the PSP is silent or the purse is empty. */
export function createReportMaker({ config, self, freeFloat, inFlight }: ReportDeps) {
  return async (corridor: Corridor, epoch: number): Promise<Report> => {
    const own = config.corridors.find((entry) => entry.corridor === corridor)
    if (!own) throw new Error(`no configuration for corridor ${corridor}`)
    const free = await freeFloat(corridor)
    return {
      provider: self,
      corridor,
      epoch,
      rate: own.rate,
      minPayout: own.minPayout,
      maxPayout: own.maxPayout,
      liquidityBucket: log2Floor(free ?? 0n),
      loadBps: Math.min(10_000, Math.floor((inFlight() * 10_000) / own.capacity)),
      capacity: own.capacity,
      maintenance: config.payouts === 'off' || free === undefined || free < own.minPayout,
      views: [],
    }
  }
}

const log2Floor = (value: bigint) => (value <= 0n ? 0 : Math.min(127, value.toString(2).length - 1))
