/** The kit as a test suite, for any runner with `describe` and `test`. */
import assert from 'node:assert/strict'
import { runConformance } from './runConformance.ts'
import type { ConformanceOptions, ConformanceSubject } from './types.ts'

/** What a test runner lends: vitest's, node:test's or jest's. */
export type TestRunner = {
  describe(name: string, body: () => void): unknown
  test(name: string, body: () => Promise<void>, timeoutMs?: number): unknown
}

const TIMEOUT_MS = 600_000

/**
 * Declares the suite of one adapter.
 * @example describeConformance({ describe, test }, subject, { scripts: 1_000 })
 */
export function describeConformance({ describe, test }: TestRunner, subject: ConformanceSubject, options: ConformanceOptions = {}): void {
  const scripts = options.scripts ?? 1_000
  describe(`${subject.name} keeps the rules of payouts`, () => {
    test(
      `under ${scripts} scripts of faults, kills and restarts`,
      async () => {
        const report = await runConformance(subject, options)
        assert.deepEqual(report.violations.slice(0, 10), [])
        for (const state of ['paid', 'failed'])
          assert.ok((report.ends[state] ?? 0) > 0, `no order ended ${state}: the scripts prove nothing`)
      },
      TIMEOUT_MS,
    )
  })
}
