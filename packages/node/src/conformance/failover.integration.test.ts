/** Several PSPs on one corridor: whatever fails, and whoever is killed when, at most one of them pays. */
import assert from 'node:assert/strict'
import { describe, test } from 'vitest'
import { runConformance } from './runConformance.ts'
import { severalPspsSubject } from './subjects/severalPsps.ts'

describe('paystack, then flutterwave, then opay', () => {
  test('keep the rules of payouts together under 250 scripts of faults, kills and restarts', { timeout: 600_000 }, async () => {
    const report = await runConformance(severalPspsSubject, { scripts: 250, seed: 50_000 })
    assert.deepEqual(report.violations.slice(0, 10), [])
    assert.ok(report.failovers > 20, `only ${report.failovers} payouts went on to another PSP: the scripts prove nothing`)
    assert.ok((report.ends.paid ?? 0) > 0 && (report.ends.failed ?? 0) > 0)
  })
})
