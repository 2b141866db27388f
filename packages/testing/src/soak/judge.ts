/** Whether memory that was sampled over time stays flat. */
import type { Memory } from './readMemory.ts'

/** A sample; `at` is seconds since the start. */
export type Sample = Memory & { readonly at: number }

/** Megabytes. `floors`: the least that a tenth of the time after warming up saw, right after a full collection: what is really kept. */
export type Flatness = {
  readonly floors: readonly number[]
  /** Highest and lowest floor against their median. */
  readonly spread: readonly [low: number, high: number]
  /** Of a line through the floors, by least squares. */
  readonly perHour: number
}

const MB = 1_048_576
const WINDOWS = 10

/** Judges the samples after `warmUp` seconds: ten windows, of each the least. @throws RangeError with fewer than one sample a window. */
export function judge(samples: readonly Sample[], kind: keyof Memory, warmUp: number): Flatness {
  const warm = samples.filter(({ at }) => at >= warmUp)
  const [first, last] = [warm[0]?.at ?? 0, warm.at(-1)?.at ?? 0]
  const width = (last - first) / WINDOWS
  const windows = Array.from({ length: WINDOWS }, (_, index) =>
    warm.filter(({ at }) => Math.min(WINDOWS - 1, Math.floor((at - first) / width)) === index).map((sample) => sample[kind] / MB),
  )
  if (windows.some((window) => window.length === 0)) throw new RangeError('too few samples: let it run longer')
  const floors = windows.map((window) => Math.min(...window))
  const sorted = floors.toSorted((left, right) => left - right)
  const median = ((sorted[WINDOWS / 2 - 1] ?? 0) + (sorted[WINDOWS / 2] ?? 0)) / 2
  const middle = (WINDOWS - 1) / 2
  const mean = floors.reduce((sum, floor) => sum + floor, 0) / WINDOWS
  const slope =
    floors.reduce((sum, floor, index) => sum + (index - middle) * (floor - mean), 0) /
    floors.reduce((sum, _floor, index) => sum + (index - middle) ** 2, 0)
  return {
    floors: floors.map((floor) => round(floor, 1)),
    spread: [round(((sorted[0] ?? 0) - median) / median, 3), round(((sorted.at(-1) ?? 0) - median) / median, 3)],
    perHour: round((slope * 3_600) / width, 1),
  }
}

const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits
