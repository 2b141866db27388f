/** One report per corridor and epoch, on time, never two. */
import type { Corridor, SignedReport } from '@paynode/sdk/protocol'
import { describe, expect, test } from 'vitest'
import type { Clock } from '../runtime/clock.ts'
import { createIdentity, createReport, silent } from './gossip.fixture.ts'
import { type ReporterDeps, startReporter } from './reporter.ts'

const self = createIdentity(1).operator
const EPOCH_MS = 10_000

/** Time that jumps to whoever sleeps, until `end`. */
function createJumpingClock(start: number, end: number, onEnd: () => void): Clock {
  let now = start
  return {
    now: () => now,
    sleep: async (ms, signal) => {
      signal.throwIfAborted()
      await new Promise((resolve) => setImmediate(resolve))
      now += ms
      if (now >= end) onEnd()
      signal.throwIfAborted()
    },
  }
}

async function run(change: Partial<ReporterDeps> = {}, { start = 1_000_000, epochs = 5 } = {}) {
  const stop = new AbortController()
  const clock = createJumpingClock(start, start + epochs * EPOCH_MS, () => stop.abort())
  const saved: SignedReport[] = []
  const published: { readonly epoch: number; readonly corridor: Corridor; readonly at: number }[] = []
  const reporter = startReporter({
    corridors: ['NGN/bank', 'KES/mpesa'],
    self,
    epochSeconds: EPOCH_MS / 1_000,
    clock,
    logger: silent,
    signal: stop.signal,
    isRegistered: () => true,
    makeReport: async (corridor, epoch) => createReport(self, { corridor, epoch }),
    sign: async () => '0x00',
    save: (signed) => saved.push(signed),
    find: (corridor, epoch) => saved.find(({ report }) => report.corridor === corridor && report.epoch === epoch),
    publish: async ({ report: { epoch, corridor } }) => void published.push({ epoch, corridor, at: clock.now() }),
    ...change,
  })
  if (!stop.signal.aborted) await new Promise((resolve) => stop.signal.addEventListener('abort', resolve))
  await reporter.close()
  return { saved, published }
}

describe('startReporter', () => {
  test('behavior: every corridor once per epoch, in the first half, after it was saved', async () => {
    const { saved, published } = await run()
    const keys = published.map(({ epoch, corridor }) => `${epoch} ${corridor}`)
    expect(keys).toHaveLength(10)
    expect(new Set(keys).size).toBe(10)
    expect(saved).toHaveLength(10)
    for (const { epoch, at } of published) {
      expect(at).toBeGreaterThanOrEqual(epoch * EPOCH_MS)
      expect(at).toBeLessThanOrEqual(epoch * EPOCH_MS + EPOCH_MS / 2)
    }
  })

  test('behavior: never for an epoch that is over, even when started between an epoch and its offset', async () => {
    const { published } = await run({}, { start: 1_000_001, epochs: 1 })
    expect(published.map(({ epoch }) => epoch)).toEqual([100, 100])
  })

  test('behavior: after a restart the report that was signed before goes out again', async () => {
    let made = 0
    const earlier = { report: createReport(self, { epoch: 100 }), signature: '0x07' as const }
    const { published } = await run(
      { corridors: ['NGN/bank'], find: () => earlier, makeReport: async () => createReport(self, { epoch: ++made }) },
      { epochs: 1 },
    )
    expect(made).toBe(0)
    expect(published).toHaveLength(1)
  })

  test('behavior: tries again in the same epoch after a failure, with one signature', async () => {
    let failures = 3
    let signatures = 0
    const { published, saved } = await run(
      {
        corridors: ['NGN/bank'],
        sign: async () => {
          signatures += 1
          return '0x00'
        },
        makeReport: async (corridor, epoch) => {
          if (failures-- > 0) throw new Error('the PSP is silent')
          return createReport(self, { corridor, epoch })
        },
      },
      { epochs: 1 },
    )
    expect([published.length, saved.length, signatures]).toEqual([1, 1, 1])
  })

  test('behavior: silent until registered', async () => {
    let asked = 0
    const { published } = await run({ corridors: ['NGN/bank'], isRegistered: () => asked++ > 4 }, { epochs: 1 })
    expect(published).toHaveLength(1)
  })
})
