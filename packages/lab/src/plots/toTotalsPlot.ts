/** Bars of the regret summed over S1–S9, least first, with intervals. */
import { OURS } from '../bench/findTargets.ts'
import type { Total } from '../bench/types.ts'
import { toBar, toLine, toSvg, toText, toTicks } from './svg.ts'

const LEFT = 190
const ROW = 24
const WIDTH = 860
const TOP = 48

/** Policies with equal information, ours and the two that know more; the ungated ones would only stretch the axis. */
export function toTotalsPlot(totals: readonly Total[]): string {
  const shown = totals.filter(
    ({ policy }) => policy === OURS || policy === 'told learner' || policy === 'oracle' || policy.endsWith('+ gates'),
  )
  const ticks = toTicks(Math.max(1, ...shown.map(({ regret }) => regret.high)))
  const most = ticks.at(-1) ?? 1
  const x = (value: number) => LEFT + (value / most) * (WIDTH - LEFT - 60)
  const bottom = TOP + shown.length * ROW
  const grid = ticks.flatMap((tick) => [
    toLine(x(tick), TOP, x(tick), bottom, '#e4e7eb'),
    toText(x(tick), bottom + 18, String(tick), { anchor: 'middle', fill: '#616e7c' }),
  ])
  const bars = shown.flatMap(({ policy, regret }, index) => {
    const y = TOP + index * ROW
    return [
      toText(LEFT - 10, y + 16, policy, { anchor: 'end', weight: policy === OURS ? 600 : 400 }),
      toBar(x(0), y + 4, x(regret.value) - x(0), ROW - 8, policy === OURS ? '#0b7285' : '#adb5bd'),
      toLine(x(regret.low), y + ROW / 2, x(regret.high), y + ROW / 2, '#343a40', 1.5),
      toText(x(Math.max(regret.high, regret.value)) + 6, y + 16, regret.value.toFixed(1), { fill: '#343a40' }),
    ]
  })
  const label = toText((LEFT + WIDTH) / 2, bottom + 38, 'percentage points behind the oracle, summed (lines: 95 % interval)', {
    anchor: 'middle',
    fill: '#616e7c',
  })
  return toSvg(WIDTH, bottom + 52, 'First-attempt regret summed over S1–S9, equal information', [...grid, ...bars, label])
}
