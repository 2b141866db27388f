/** A simulation as a person reads it. */
import { toTable } from '../output/text.ts'
import type { Simulation } from './runSimulation.ts'

/** One row per policy, least regret first, and what the columns mean. */
export function toSimulationText({ scenario, title, seeds, orders, providers, policies }: Simulation): string {
  const percent = (share: number) => `${(share * 100).toFixed(2)} %`
  const figure = (value: number | null) => (value === null ? '–' : value.toFixed(2))
  const rows = [...policies]
    .sort((left, right) => left.regret - right.regret)
    .map((row) => [
      row.policy,
      percent(row.firstSuccess),
      percent(row.finalSuccess),
      (row.regret * 100).toFixed(2),
      row.attempts.toFixed(3),
      `${row.secondsToSettle.toFixed(0)} s`,
      row.costBps.toFixed(0),
      figure(row.detectEpochs),
      figure(row.attackerShare),
    ])
  const [least, most] = [Math.min(...providers), Math.max(...providers)]
  const first = seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds[0]}–${seeds.at(-1)}`
  return [
    `${scenario} ${title}: ${orders} orders, ${least === most ? least : `${least}–${most}`} providers, ${first}`,
    '',
    toTable(['policy', 'first try', 'in three', 'regret pp', 'attempts', 'settles in', 'cost bps', 'leaves dead', 'attackers'], rows),
    '',
    'regret: points lost on the first try against a perfect choice · leaves dead: epochs · attackers: traffic over fair share',
  ].join('\n')
}
