/** Flat memory is called flat, however the collector's saw-tooth looks; memory that grows is not. */
import { describe, expect, test } from 'vitest'
import { judge, type Sample } from './judge.ts'

const MB = 1_048_576
/** A saw-tooth over a floor that grows by so many megabytes an hour, sampled every 5 s. */
const saw = (minutes: number, growth: number): readonly Sample[] =>
  Array.from({ length: minutes * 12 }, (_, index) => {
    const at = index * 5
    const heap = (100 + (growth * at) / 3_600 + (index % 7) * 8) * MB
    return { at, heap, resident: 2 * heap }
  })

describe('judge', () => {
  test('behavior: a saw-tooth over a steady floor is flat', () => {
    const { spread, perHour, floors } = judge(saw(30, 0), 'heap', 300)
    expect(floors).toEqual(Array(10).fill(100))
    expect([spread, perHour]).toEqual([[0, 0], 0])
  })

  test('behavior: a leak shows in the floors, as fast as it is', () => {
    const { spread, perHour } = judge(saw(30, 120), 'heap', 300)
    expect(perHour).toBeGreaterThan(110)
    expect(perHour).toBeLessThan(130)
    expect(spread[1]).toBeGreaterThan(0.1)
  })

  test('behavior: what happens while it warms up counts for nothing', () => {
    const samples = saw(30, 0).map((sample) => (sample.at < 300 ? { ...sample, heap: 10 * MB } : sample))
    expect(judge(samples, 'heap', 300).spread).toEqual([0, 0])
  })

  test('error: too few samples', () => {
    expect(() => judge(saw(1, 0).slice(0, 5), 'heap', 0)).toThrow('too few samples')
  })
})
