/** What this daemon's probes say of its peers: the last minute, so that short epochs have something to report too. */
import type { ProbeView, ProviderId } from '@paynode/sdk/protocol'

export type Measurements = {
  /** One round of probes: milliseconds by provider, undefined for a probe that failed. */
  record(round: ReadonlyMap<ProviderId, number | undefined>): void
  /** Who was probed often enough to say something. */
  read(): ReadonlyMap<ProviderId, ProbeView>
}

/** Probes of a provider that are remembered, and how many it takes to speak. */
const KEEP = 12
const ENOUGH = 3
/** Milliseconds that stand for a round trip where none was made: a probe waits this long. */
const SILENT = 4_000

/** Remembers nothing yet. */
export function createMeasurements(): Measurements {
  const samples = new Map<ProviderId, readonly (number | undefined)[]>()
  return {
    record: (round) => {
      // When nobody at all answers it is this machine that is cut off, and it has nothing to say of others.
      if (![...round.values()].some((milliseconds) => milliseconds !== undefined)) return
      for (const provider of samples.keys()) if (!round.has(provider)) samples.delete(provider)
      for (const [provider, milliseconds] of round) samples.set(provider, [...(samples.get(provider) ?? []), milliseconds].slice(-KEEP))
    },
    read: () => new Map([...samples].flatMap(([provider, list]) => (list.length < ENOUGH ? [] : [[provider, toView(list)] as const]))),
  }
}

function toView(list: readonly (number | undefined)[]): ProbeView {
  const trips = list.filter((item) => item !== undefined).sort((left, right) => left - right)
  const at = (percent: number) => Math.round(trips[Math.ceil((trips.length * percent) / 100) - 1] ?? SILENT)
  return { failedBps: Math.floor(((list.length - trips.length) * 10_000) / list.length), rtt50: at(50), rtt95: at(95) }
}
