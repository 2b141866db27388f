/** The raw table: one line per world and policy. */
import type { TaskResult } from './types.ts'

const HEADER =
  'scenario,seed,orders,policy,first_success,final_success,regret,ceiling,unrouted,attempts,cost_bps,seconds,outages,detect_epochs,readmit_epochs,attacker_share,washed'

/** Comma-separated, six decimals; empty where there is nothing to say. */
export function toCsv(worlds: readonly TaskResult[]): string {
  const lines = worlds.flatMap(({ scenario, seed, orders, tallies }) =>
    Object.entries(tallies).map(([policy, tally]) => {
      const { firstSuccess, finalSuccess, regret, ceiling, unrouted, attempts, costBps, seconds } = tally
      const figures = [firstSuccess, finalSuccess, regret, ceiling, unrouted, attempts, costBps, seconds]
      return [
        ...[scenario, seed, orders, policy],
        ...figures.map((value) => value.toFixed(6)),
        ...[tally.detect.length, tally.detect.join(' '), tally.readmit.join(' ')],
        ...[tally.attackerShare?.toFixed(6) ?? '', tally.washed.toFixed(6)],
      ].join(',')
    }),
  )
  return `${[HEADER, ...lines].join('\n')}\n`
}
