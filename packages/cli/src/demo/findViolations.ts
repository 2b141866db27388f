/** What the demo promised and did not keep, in words. */
import { isBalanced, type LedgerAudit } from './auditLedgers.ts'
import type { DemoRow } from './types.ts'

/** Checks every promise; empty when all are kept. */
export function findViolations(
  rows: readonly DemoRow[],
  rankings: { readonly agreed: number; readonly total: number },
  ledgers: readonly LedgerAudit[],
): readonly string[] {
  const found: string[] = []
  for (const row of rows) {
    const wanted = row.kind === 'unserved' ? 'refunded' : 'settled'
    if (row.outcome !== wanted) found.push(`order #${row.number} is ${row.outcome}, not ${wanted}`)
    if (row.kind === 'unserved' && row.claimers.length > 0) found.push(`order #${row.number} was claimed although nobody can serve it`)
    if (row.kind === 'killed') {
      if (row.killed?.toLowerCase() !== row.ranking[0]?.toLowerCase())
        found.push(`order #${row.number}: the killed claimer was not ranked first`)
      if (row.claimers.at(-1) === row.killed) found.push(`order #${row.number} was not taken over by another provider`)
    }
  }
  if (rankings.agreed < rankings.total) found.push(`the daemons agree on ${rankings.agreed} of ${rankings.total} rankings`)
  for (const ledger of ledgers.filter((ledger) => !isBalanced(ledger))) {
    found.push(
      `${ledger.corridor}: paid ${ledger.paid}, owed ${ledger.owed}; ${ledger.doubles.length} double, ${ledger.strangers.length} unexplained and ${ledger.missing.length} missing payments`,
    )
  }
  return found
}
