/** The demo's result as a person reads it. */
import { formatUnitsExact, getCorridor } from '@paynode/sdk/protocol'
import { toExplanationText } from '../gateway/toExplanationText.ts'
import { shorten, toTable } from '../output/text.ts'
import type { DemoResult, DemoRow } from './types.ts'

/** Table, agreement, ledgers, one explanation, verdict. */
export function toDemoText(result: DemoResult): string {
  const { orders, rankings, ledgers, explanation, violations, ok } = result
  const doubles = ledgers.reduce((sum, ledger) => sum + ledger.doubles.length, 0)
  return [
    toTable(['#', 'order', 'corridor', 'amount', 'ranking', 'claimer', 'payment reference', 'settlement', 's', ''], orders.map(toCells)),
    '',
    `Rankings: the daemons agree on ${rankings.agreed} of ${rankings.total} (${rankings.percent} %).`,
    ...ledgers.map((ledger) => {
      const info = getCorridor(ledger.corridor)
      const money = (value: bigint) => `${formatUnitsExact(value, info?.decimals ?? 0)} ${info?.currency ?? ''}`
      return `Ledger ${ledger.corridor}: paid ${money(ledger.paid)} = owed ${money(ledger.owed)}: ${ledger.paid === ledger.owed ? 'yes' : 'NO'}; ${ledger.payments} payments, ${ledger.doubles.length} double.`
    }),
    `Double payouts: ${doubles}.`,
    '',
    'Why one order went where it went (paynode orders explain):',
    toExplanationText(explanation).replace(/^/gm, '  '),
    '',
    ok ? 'Everything holds.' : `Does not hold:\n${violations.map((line) => `  - ${line}`).join('\n')}`,
  ].join('\n')
}

function toCells(row: DemoRow): readonly string[] {
  const note = { plain: '', killed: 'claimer killed', dropped: 'answer dropped', unserved: 'nobody can serve' }[row.kind]
  return [
    String(row.number),
    shorten(row.orderId),
    row.corridor,
    row.amount,
    row.ranking.map((provider) => provider.slice(2, 6)).join('>') || '–',
    row.claimers.map((provider) => provider.slice(2, 6)).join('→') || '–',
    row.reference ?? '–',
    row.outcome === 'refunded' ? `refund ${shorten(row.transaction)}` : shorten(row.transaction),
    row.seconds === undefined ? '–' : String(row.seconds),
    note,
  ]
}
