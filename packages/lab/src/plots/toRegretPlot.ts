/** Regret by scenario: dots of the baselines with equal information, and ours. */
import { OURS } from '../bench/findTargets.ts'
import type { Row } from '../bench/types.ts'
import { toBar, toLine, toSvg, toText, toTicks } from './svg.ts'

const COLOURS = ['#adb5bd', '#ced4da', '#868e96', '#e8590c', '#f08c00', '#2f9e44', '#1971c2', '#9c36b5', '#e03131']
const TOP = 64
const HEIGHT = 300
const GROUP = 104
const LEFT = 56

/** Groups of bars, one group per scenario. Bars beyond the axis are cut and carry their number. */
export function toRegretPlot(rows: readonly Row[]): string {
  const shown = rows.filter(({ policy }) => policy === OURS || policy.endsWith('+ gates'))
  const scenarios = [...new Set(shown.map(({ scenario }) => scenario))]
  const policies = [...new Set(shown.map(({ policy }) => policy))]
  const sorted = shown.map(({ regret }) => regret.value * 100).sort((left, right) => left - right)
  const ticks = toTicks(sorted[Math.floor(sorted.length * 0.95)] ?? 1)
  const most = ticks.at(-1) ?? 1
  const y = (value: number) => TOP + HEIGHT * (1 - Math.min(value, most) / most)
  const width = LEFT + scenarios.length * GROUP + 20
  const colour = (policy: string) => (policy === OURS ? '#0b7285' : (COLOURS[policies.indexOf(policy) - 1] ?? '#adb5bd'))
  const bar = (GROUP - 18) / policies.length
  const grid = ticks.flatMap((tick) => [
    toLine(LEFT, y(tick), width - 10, y(tick), '#e4e7eb'),
    toText(LEFT - 8, y(tick) + 4, String(tick), { anchor: 'end', fill: '#616e7c' }),
  ])
  const bars = shown.map(({ scenario, policy, regret }) => {
    const value = regret.value * 100
    const x = LEFT + scenarios.indexOf(scenario) * GROUP + 9 + policies.indexOf(policy) * bar
    const cut =
      value > most
        ? toText(x + bar / 2, TOP - 4 - 9 * (policies.indexOf(policy) % 2), value.toFixed(0), {
            anchor: 'middle',
            size: 9,
            fill: '#616e7c',
          })
        : ''
    return toBar(x, y(value), bar - 1, TOP + HEIGHT - y(value), colour(policy)) + cut
  })
  const names = scenarios.map((scenario, index) => toText(LEFT + (index + 0.5) * GROUP, TOP + HEIGHT + 18, scenario, { anchor: 'middle' }))
  const columns = Math.max(1, Math.floor((width - LEFT) / 190))
  const legend = policies.flatMap((policy, index) => {
    const x = LEFT + (index % columns) * 190
    const at = TOP + HEIGHT + 40 + Math.floor(index / columns) * 20
    return [toBar(x, at - 10, 12, 12, colour(policy)), toText(x + 18, at, policy, { weight: policy === OURS ? 600 : 400 })]
  })
  const height = TOP + HEIGHT + 50 + Math.ceil(policies.length / columns) * 20
  return toSvg(width, height, 'First-attempt regret by scenario, percentage points behind the oracle', [
    ...grid,
    ...bars,
    ...names,
    ...legend,
  ])
}
