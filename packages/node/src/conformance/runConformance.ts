/** Proves an adapter: thousands of seeded faults, kills and restarts through the daemon's own payout handlers, checked against the vendor's ledger. */
import { listPayoutAttempts } from '../store/payouts.ts'
import { findViolations } from './findViolations.ts'
import { openHarness } from './openHarness.ts'
import { runScript } from './runScript.ts'
import type { ConformanceOptions, ConformanceReport, ConformanceSubject, Violation } from './types.ts'

/** Orders per store: a new one now and then keeps its tables short. */
const BATCH = 25

/** Runs the scripts and reports; nothing is thrown for a broken rule. A violation's seed replays it alone: `{ seed, scripts: 1 }`. */
export async function runConformance(
  subject: ConformanceSubject,
  { scripts = 1_000, seed = 1 }: ConformanceOptions = {},
): Promise<ConformanceReport> {
  const violations: Violation[] = []
  const ends: Record<string, number> = {}
  let [payouts, kills, submissions, failovers] = [0, 0, 0, 0]
  for (let first = 0; first < scripts; first += BATCH) {
    const harness = await openHarness(subject)
    try {
      for (let index = first; index < Math.min(scripts, first + BATCH); index++) {
        const toRequests = () => harness.simulators.reduce((sum, simulator) => sum + simulator.count('submit'), 0)
        const before = { requests: toRequests(), submissions: harness.submissions() }
        const played = await runScript(harness, subject, seed + index, 2 * index)
        violations.push(...findViolations(harness, subject, played))
        const sent = toRequests() - before.requests
        const asked = harness.submissions() - before.submissions
        if (sent > asked)
          violations.push({ seed: seed + index, rule: 'one POST per submit', detail: `${sent} requests for ${asked} submits` })
        for (const { id } of played.orders) {
          const state = harness.getRecord(id)?.state ?? 'none'
          ends[state] = (ends[state] ?? 0) + 1
          failovers += listPayoutAttempts(harness.store, id).length
        }
        payouts += played.orders.length
        kills += played.kills
        submissions += asked
        harness.lines.length = 0
      }
    } finally {
      await harness.close()
    }
  }
  return { scripts, payouts, kills, submissions, failovers, ends, violations }
}
