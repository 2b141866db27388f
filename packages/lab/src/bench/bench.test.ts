/** The benchmark's edges: its command line, its threads, and what it writes. */
import { describe, expect, test } from 'vitest'
import { toTicks } from '../plots/svg.ts'
import { toRegretPlot } from '../plots/toRegretPlot.ts'
import { toTotalsPlot } from '../plots/toTotalsPlot.ts'
import { findTargets } from './findTargets.ts'
import { parseArguments, parseSeeds } from './parseArguments.ts'
import { runTasks } from './runTasks.ts'
import { toRows, toTotals } from './summarise.ts'
import { toCsv } from './toCsv.ts'
import type { TaskResult } from './types.ts'

const never = new AbortController().signal
const tasks = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9'].flatMap((scenario) =>
  [1, 2].map((seed) => ({ scenario, seed, orders: 60, policies: ['paynode', '+ gates', 'oracle'] })),
)

describe('arguments', () => {
  test('say what to run', () => {
    expect(parseArguments([]).plan).toMatchObject({ seeds: [1001, 1050], orders: 6_000, policies: [] })
    expect(parseArguments([]).plan.scenarios).toHaveLength(12)
    const { plan, json, quick } = parseArguments([
      '--quick',
      '--json',
      '--seeds',
      '3-4',
      '--scenario',
      's3,mixed',
      '--policy',
      'paynode',
      '--threads',
      '0',
    ])
    expect({ json, quick }).toEqual({ json: true, quick: true })
    expect(plan).toMatchObject({ seeds: [3, 4], scenarios: ['S3', 'S9'], policies: ['paynode'], threads: 0 })
  })

  for (const wrong of [
    ['--seeds', '5-1'],
    ['--seeds', 'x'],
    ['--scenario', 'S13'],
    ['--orders', '0'],
    ['--threads', '-1'],
    ['--policy', 'nobody'],
    ['--nonsense'],
  ])
    test(`refuse ${wrong.join(' ')}`, () => {
      expect(() => parseArguments(wrong)).toThrow()
    })

  test('one seed is a range of one', () => {
    expect(parseSeeds('7')).toEqual([7, 7])
  })
})

describe('a run', () => {
  test('gives the same results over threads as in one, in the order of the tasks', async () => {
    const run = (threads: number, some: typeof tasks) => runTasks({ tasks: some, threads, signal: never, onDone: () => {} })
    const few = tasks.slice(0, 3)
    const alone = await run(0, few)
    expect(await run(2, few)).toEqual(alone)
    expect(alone.map(({ scenario, seed }) => [scenario, seed])).toEqual(few.map(({ scenario, seed }) => [scenario, seed]))
  })

  test('stops when told', async () => {
    const stop = new AbortController()
    stop.abort(new Error('enough'))
    for (const threads of [0, 1])
      await expect(runTasks({ tasks, threads, signal: stop.signal, onDone: () => {} })).rejects.toThrow('enough')
  })

  test('is judged, tabled and drawn; a missed promise is said with its number', async () => {
    const results: readonly TaskResult[] = await runTasks({ tasks, threads: 0, signal: never, onDone: () => {} })
    const rows = toRows(results)
    const totals = toTotals(results)
    const slow = { decisions: [{ providers: 1_000, firstMs: 9, p50Ms: 1, p99Ms: 9, p999Ms: 9 }], replayPerSecond: 10 }
    const targets = findTargets(results, rows, slow)
    expect(targets.map(({ met }) => met).filter((met) => met === null).length).toBeLessThan(targets.length)
    expect(targets.find(({ name }) => name.startsWith('decision p99'))).toMatchObject({ value: 9, met: false })
    expect(targets.find(({ name }) => name === 'replay')).toMatchObject({ value: 10, met: false })
    expect(totals[0]?.policy).toBe('oracle')
    const lines = toCsv(results).trimEnd().split('\n')
    expect(lines).toHaveLength(1 + tasks.length * 11)
    expect(new Set(lines.map((line) => line.split(',').length))).toEqual(new Set([17]))
    for (const svg of [toRegretPlot(rows), toTotalsPlot(totals)]) {
      expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/)
      expect(svg).not.toMatch(/NaN|undefined|Infinity/)
    }
  })

  test('without all of S1–S9 judges no sum', () => {
    const targets = findTargets([], [], { decisions: [], replayPerSecond: 1 })
    expect(targets.filter(({ name }) => name.startsWith('Σ')).map(({ met }) => met)).toEqual([null, null])
  })
})

test('ticks are round and reach the largest value', () => {
  expect(toTicks(8.3)).toEqual([0, 2, 4, 6, 8, 10])
  expect(toTicks(0.9)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
})
