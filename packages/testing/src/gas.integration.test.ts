/** The gate on gas: every step, with real transactions, costs no more than the committed snapshot says. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

type Answer = { readonly steps: Readonly<Record<string, { readonly gas: number }>>; readonly regressions: readonly string[] }

test('no step costs over 1 % more gas, or over 5 % more L1 bytes, than committed', { timeout: 600_000 }, async () => {
  const script = fileURLToPath(new URL('../../../scripts/bench-gas.ts', import.meta.url))
  const answer = await promisify(execFile)(process.execPath, [script, '--json']).catch(
    (error: { readonly stdout?: string; readonly stderr?: string }) => {
      if (error.stdout) return { stdout: error.stdout } // it exits with 1 on a regression, and says which
      throw new Error(`the benchmark did not run: ${error.stderr}`)
    },
  )
  const { steps, regressions } = JSON.parse(answer.stdout) as Answer // our own script
  expect(regressions).toEqual([])
  expect(Object.keys(steps).length).toBeGreaterThan(25)
})
