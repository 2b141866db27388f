/** The simulator itself: the same seed is the same history, laws that are broken are found, and a few histories of every run hold. */
import { describe, expect, test } from 'vitest'
import { failingSeeds } from './failingSeeds.ts'
import { runHistory } from './history/runHistory.ts'
import { runHistories } from './runHistories.ts'
import { createRandom } from './world/random.ts'

const trace = async (seed: number) => {
  const lines: string[] = []
  const result = await runHistory(seed, { trace: (text) => lines.push(text) })
  return { lines, result }
}

describe('random', () => {
  test('is the same on every machine', () => {
    const random = createRandom(7)
    expect([random.int(0, 999), random.int(0, 999), random.fork('a').int(0, 999), random.int(0, 999)]).toMatchInlineSnapshot(`
      [
        454,
        63,
        520,
        416,
      ]
    `)
  })

  test('a fork does not move its parent', () => {
    const [left, right] = [createRandom(7), createRandom(7)]
    left.fork('a').next()
    expect(left.next()).toBe(right.next())
  })
})

test('a seed is one history: every event at the same moment, twice', async () => {
  const [first, second] = [await trace(12), await trace(12)]
  expect(first.lines.length).toBeGreaterThan(10)
  expect(second).toEqual(first)
})

test('histories with once-failing seeds among them hold', async () => {
  const seeds = [...failingSeeds, ...Array.from({ length: 20 }, (_, index) => index + 1)]
  const { findings, ...summary } = await runHistories({ seeds })
  expect(findings).toEqual([])
  expect(summary).toMatchObject({ histories: seeds.length, doublePayouts: 0, lostOrders: 0, stuckOrders: 0, others: 0, failingSeeds: [] })
  expect(summary.settled).toBeGreaterThan(summary.orders / 3) // a good part of the payers is one that nobody should serve
}, 120_000)
