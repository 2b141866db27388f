/** Signed reports between real daemons' networks over loopback TCP: how long they take to meet, who gets every report, and how fast. */
import { systemClock } from '../../../node/src/runtime/clock.ts'
import type { FromThread, Moment, ThreadData, ToThread } from './gossipMessages.ts'
import { startThread } from './startThread.ts'

/** What was measured. Latencies are from a report's publishing to its being valid at another daemon. */
export type GossipBench = {
  readonly daemons: number
  readonly threads: number
  readonly epochs: number
  readonly epochSeconds: number
  /** From everybody's being registered until everybody was connected with all neighbours. */
  readonly meetSeconds: number
  /** Open connections then, and dials until then. */
  readonly connections: number
  readonly dials: number
  readonly expected: number
  readonly delivered: number
  readonly deliveredPercent: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** Processor time of all daemons while they reported, as a share of the time of one core per daemon. */
  readonly cpuPercentPerDaemon: number
}

/** Starts all daemons at once, spread over threads, lets them meet and then report for `epochs` epochs. @throws after `limitSeconds`. */
export async function benchGossip({
  daemons,
  epochs,
  epochSeconds,
  threads,
  limitSeconds,
  onProgress,
}: {
  readonly daemons: number
  readonly epochs: number
  readonly epochSeconds: number
  readonly threads: number
  readonly limitSeconds: number
  readonly onProgress: (text: string) => void
}): Promise<GossipBench> {
  const signal = AbortSignal.timeout(limitSeconds * 1_000)
  const crew = Array.from({ length: threads }, (_, thread) => {
    const own = Array.from({ length: daemons }, (_, index) => index).filter((index) => index % threads === thread)
    return startThread<ToThread, FromThread>('gossipThread.ts', { daemons, own, epochSeconds } satisfies ThreadData, signal)
  })
  try {
    const listening = await Promise.all(crew.map((thread) => thread.wait('listening')))
    onProgress(`${daemons} daemons listen`)
    const started = performance.now()
    for (const thread of crew)
      thread.tell({ type: 'meet', multiaddrs: Object.assign({}, ...listening.map(({ multiaddrs }) => multiaddrs)) })
    const sum = (key: 'peers' | 'missing' | 'dials') => crew.reduce((total, thread) => total + (thread.last('met')?.[key] ?? 0), 0)
    let told = 0
    while (crew.some((thread) => (thread.last('met')?.missing ?? 1) > 0)) {
      if (performance.now() - told > 2_000) {
        told = performance.now()
        onProgress(`${sum('peers') / 2} connections, ${sum('missing')} are missing, ${sum('dials')} dials`)
      }
      await systemClock.sleep(20, signal)
    }
    const meetSeconds = (performance.now() - started) / 1_000
    const firstEpoch = Math.floor(systemClock.now() / 1_000 / epochSeconds) + 1
    onProgress(`all connected after ${meetSeconds.toFixed(1)} s, reporting for ${epochs} epochs of ${epochSeconds} s`)
    for (const thread of crew) thread.tell({ type: 'report', firstEpoch, epochs })
    const reported = await Promise.all(crew.map((thread) => thread.wait('reported')))
    const cpuSeconds = reported.reduce((total, each) => total + each.cpuSeconds, 0)
    const latencies = toLatencies(
      reported.flatMap(({ published }) => published),
      reported.flatMap(({ arrived }) => arrived),
    )
    const expected = daemons * (daemons - 1) * epochs
    const at = (part: number) => round(latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? Number.NaN)
    return {
      daemons,
      threads,
      epochs,
      epochSeconds,
      meetSeconds: round(meetSeconds),
      connections: sum('peers') / 2,
      dials: sum('dials'),
      expected,
      delivered: latencies.length,
      deliveredPercent: Math.floor((latencies.length / expected) * 10_000) / 100,
      p50Ms: at(0.5),
      p95Ms: at(0.95),
      p99Ms: at(0.99),
      maxMs: at(1),
      cpuPercentPerDaemon: round((cpuSeconds / (epochs * epochSeconds * daemons)) * 100),
    }
  } finally {
    await Promise.all(crew.map((thread) => thread.close()))
  }
}

function toLatencies(published: readonly Moment[], arrived: readonly Moment[]): readonly number[] {
  const left = new Map(published.map(({ report, at }) => [report, at]))
  return arrived.map(({ report, at }) => at - (left.get(report) ?? Number.NaN)).sort((one, other) => one - other)
}

const round = (value: number) => Math.round(value * 10) / 10
