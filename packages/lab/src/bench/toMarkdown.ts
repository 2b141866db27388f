/** The report: targets, sums, and a table per scenario. */
import type { BenchResult, Row, Target } from './types.ts'

/** Markdown. Regret in percentage points, rates in percent, with 95 % intervals. */
export function toMarkdown({ plan, rows, totals, targets, speed }: BenchResult): string {
  const { seeds, orders, scenarios } = plan
  return [
    '# Routing benchmark',
    `Seeds ${seeds[0]}–${seeds[1]}, ${orders} orders per world, scenarios ${scenarios.join(', ')}. Intervals are 95 % paired bootstraps over seeds.`,
    'Rows named “+ gates” have the same capacity gate and probe breaker as our router: compare with those.',
    '## Targets',
    toTable(['promise', 'target', 'reached', '95 %', 'met', ''], targets.map(toTargetCells)),
    ...(totals.length === 0
      ? []
      : [
          '## Regret summed over S1–S9, percentage points',
          toTable(
            ['policy', 'Σ regret', '95 %'],
            totals.map(({ policy, regret }) => [policy, regret.value.toFixed(2), `${regret.low.toFixed(2)} … ${regret.high.toFixed(2)}`]),
          ),
          '![Regret summed over S1–S9](totals.svg)',
        ]),
    '## Regret by scenario, percentage points',
    toRegretTable(rows),
    '![Regret by scenario](regret.svg)',
    ...scenarios.map((scenario) => `## ${scenario}\n\n${toScenarioTable(rows.filter((row) => row.scenario === scenario))}`),
    '## Speed: wall time of one thread of this machine',
    toTable(
      ['providers', 'p50 ms', 'p99 ms', 'p99.9 ms', 'first of an epoch, p50 ms'],
      speed.decisions.map(({ providers, firstMs, p50Ms, p99Ms, p999Ms }) => [
        String(providers),
        ...[p50Ms, p99Ms, p999Ms, firstMs].map((ms) => ms.toFixed(3)),
      ]),
    ),
    `Replay: ${speed.replayPerSecond.toLocaleString('en')} outcomes/s.`,
  ].join('\n\n')
}

/** One row per policy, one column per scenario. */
function toRegretTable(rows: readonly Row[]): string {
  const scenarios = [...new Set(rows.map(({ scenario }) => scenario))]
  const policies = [...new Set(rows.map(({ policy }) => policy))]
  const cell = (policy: string, scenario: string) => rows.find((row) => row.policy === policy && row.scenario === scenario)?.regret.value
  return toTable(
    ['policy', ...scenarios],
    policies.map((policy) => [policy, ...scenarios.map((scenario) => toPoints(cell(policy, scenario)))]),
  )
}

function toScenarioTable(rows: readonly Row[]): string {
  return toTable(
    ['policy', 'regret', '95 %', 'first %', 'final %', 'attempts', 'cost bps', 'seconds', 'detect (p95)', 'readmit', 'attackers'],
    rows.map((row) => [
      row.policy,
      toPoints(row.regret.value),
      `${toPoints(row.regret.low)} … ${toPoints(row.regret.high)}`,
      ...[row.first.value, row.final.value].map(toPoints),
      row.attempts.toFixed(3),
      row.costBps.toFixed(1),
      row.seconds.toFixed(0),
      row.detectMean === null ? '–' : `${row.detectMean.toFixed(1)} (${row.detectP95})`,
      row.readmitMean?.toFixed(1) ?? '–',
      row.attackerShare?.toFixed(2) ?? '–',
    ]),
  )
}

function toTargetCells({ name, target, value, low, high, met, note }: Target): readonly string[] {
  const show = (figure: number | null) =>
    figure === null ? '–' : Math.abs(figure) >= 1_000 ? Math.round(figure).toLocaleString('en') : figure.toFixed(2)
  return [name, target, show(value), low === null ? '–' : `${show(low)} … ${show(high)}`, met === null ? '–' : met ? 'yes' : '**no**', note]
}

const toPoints = (share: number | undefined) => (share === undefined ? '–' : (share * 100).toFixed(2))

function toTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}
