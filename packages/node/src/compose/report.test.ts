/** A report's views: what probes and the advisor say of the corridor's other providers, sorted, within the room there is. */
import { type ProbeView, type ProviderId, reportSchema } from '@paynode/sdk/protocol'
import { getAddress } from 'viem'
import { expect, test } from 'vitest'
import type { NodeConfig } from '../config/schema.ts'
import { createReportMaker, drawProviders, type ReportDeps } from './report.ts'

const at = (index: number) => getAddress(`0x${(index * 7_919).toString(16).padStart(40, '0')}`) as ProviderId
const self = at(1)
const probe: ProbeView = { failedBps: 100, rtt50: 12, rtt95: 40 }
const own = { corridor: 'NGN/bank', rate: 160_000n, minPayout: 1n, maxPayout: 1_000_000n, capacity: 5 }

const make = (over: Partial<ReportDeps>, epoch = 7) =>
  createReportMaker({
    config: { corridors: [own], payouts: 'on' } as unknown as NodeConfig, // what the maker reads of it
    self,
    freeFloat: async () => 1_000n,
    inFlight: () => 0,
    measured: () => new Map(),
    adviceFor: () => new Map(),
    serves: () => true,
    ...over,
  })('NGN/bank', epoch)

test('measurements and advice of one provider stand together; a report with them is canonical', async () => {
  const report = await make({ measured: () => new Map([[at(9), probe], [at(3), probe]]), adviceFor: () => new Map([[at(3), -5], [at(4), 127]]) }) // biome-ignore format: one line
  expect(report.views).toEqual([
    { provider: at(3), probe, advice: -5 },
    { provider: at(4), advice: 127 },
    { provider: at(9), probe },
  ])
  expect(reportSchema.parse(report)).toEqual(report)
})

test('it says nothing of itself, nor of who does not serve the corridor', async () => {
  const measured = new Map([[self, probe], [at(2), probe], [at(3), probe]]) // biome-ignore format: one line
  const report = await make({ measured: () => measured, adviceFor: () => new Map([[self, 127]]), serves: (provider) => provider !== at(3) })
  expect(report.views.map(({ provider }) => provider)).toEqual([at(2)])
})

test('where there are too many, an epoch’s lot decides, the same everywhere', async () => {
  const all = Array.from({ length: 100 }, (_, index) => at(index + 2))
  const measured = () => new Map(all.map((provider) => [provider, probe]))
  const [first, again, later] = [
    await make({ measured }),
    await make({ measured: () => new Map([...measured()].reverse()) }),
    await make({ measured }, 8),
  ]
  expect(first.views.length).toBe(64)
  expect(again.views).toEqual(first.views)
  expect(later.views).not.toEqual(first.views)
  expect(drawProviders(all, 7)).toEqual(drawProviders([...all].reverse(), 7))
  expect(reportSchema.safeParse(first).success).toBe(true)
})
