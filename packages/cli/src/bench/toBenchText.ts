/** The benchmark's result as a person reads it. */
import { toTable } from '../output/text.ts'
import type { FlowBench, Summary } from './runFlowBench.ts'

/** Percentiles per step and the rate. */
export function toBenchText(result: FlowBench): string {
  const { lockToSettled, steps, settled, orders, seconds, ordersPerSecond } = result
  const row = (name: string, { p50, p95, count }: Summary) => [name, toSeconds(p50), toSeconds(p95), String(count)]
  return [
    toTable(
      ['step', 'p50', 'p95', 'orders'],
      [
        row('lock → claim', steps.lockToClaim),
        row('claim → paid', steps.claimToPaid),
        row('paid → settled', steps.paidToSettled),
        row('lock → settled', lockToSettled),
      ],
    ),
    '',
    `${settled} of ${orders} settled in ${seconds.toFixed(1)} s: ${ordersPerSecond} orders/s`,
  ].join('\n')
}

const toSeconds = (ms: number) => (Number.isNaN(ms) ? '–' : `${(ms / 1_000).toFixed(2)} s`)
