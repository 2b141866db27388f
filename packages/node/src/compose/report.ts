/** Makes this provider's report for an epoch from what it can pay right now. */
import { type Corridor, MAX_VIEWS, type PeerView, type ProbeView, type ProviderId, type Report } from '@paynode/sdk/protocol'
import { type Address, concatHex, keccak256, toHex } from 'viem'
import type { NodeConfig } from '../config/schema.ts'

/** What a report is made of. */
export type ReportDeps = {
  readonly config: NodeConfig
  readonly self: ProviderId
  /** Free float in minor units; undefined when the PSP does not answer. */
  freeFloat(corridor: Corridor): Promise<bigint | undefined>
  inFlight(): number
  /** What the own probes say of others, and what the advisor does. */
  measured(): ReadonlyMap<ProviderId, ProbeView>
  adviceFor(corridor: Corridor, epoch: number): ReadonlyMap<Address, number>
  /** Whether it serves the corridor: views of others are of no use there. */
  serves(provider: ProviderId, corridor: Corridor): boolean
}

/** `makeReport(corridor, epoch)`: maintenance while payouts are off, the PSP is silent or the purse is empty. */
export function createReportMaker(deps: ReportDeps) {
  const { config, self, freeFloat, inFlight } = deps
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
      views: toViews(deps, corridor, epoch),
    }
  }
}

/** Advice and measurements by provider. Where there are more than fit, an epoch's lot decides who is spoken of: the same ones by all witnesses. */
function toViews({ self, measured, adviceFor, serves }: ReportDeps, corridor: Corridor, epoch: number): readonly PeerView[] {
  const probes = measured()
  const advice = adviceFor(corridor, epoch)
  const others = new Set([...probes.keys(), ...advice.keys()] as ProviderId[])
  const spoken = [...others].filter((provider) => provider !== self && serves(provider, corridor))
  const chosen = spoken.length <= MAX_VIEWS ? spoken : drawProviders(spoken, epoch).slice(0, MAX_VIEWS)
  const sorted = chosen.sort((left, right) => (left.toLowerCase() < right.toLowerCase() ? -1 : 1))
  return sorted.map((provider) => {
    const [probe, score] = [probes.get(provider), advice.get(provider)]
    return { provider, ...(probe && { probe }), ...(score !== undefined && { advice: score }) }
  })
}

/** Providers in an order that an epoch gives them, the same on every daemon. */
export function drawProviders<provider extends Address>(providers: readonly provider[], epoch: number): provider[] {
  const lots = new Map(providers.map((provider) => [provider, keccak256(concatHex([provider, toHex(epoch, { size: 8 })]))]))
  return [...providers].sort((left, right) => ((lots.get(left) ?? '0x') < (lots.get(right) ?? '0x') ? -1 : 1))
}

const log2Floor = (value: bigint) => (value <= 0n ? 0 : Math.min(127, value.toString(2).length - 1))
