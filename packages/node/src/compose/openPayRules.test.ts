/** How much of a pay window must be left, by corridor. */
import { expect, onTestFinished, test } from 'vitest'
import { configSchema } from '../config/schema.ts'
import { systemClock } from '../runtime/clock.ts'
import { noMetrics } from '../runtime/metrics.ts'
import { silentLogger } from '../runtime/silentLogger.ts'
import { openPayRules } from './openPayRules.ts'

const address = `0x${'11'.repeat(20)}`
const psp = (timeoutMs: number) => ({ vendor: 'sandbox', url: 'http://127.0.0.1:1', apiKeyFile: 'd', timeoutMs })

function open(corridors: readonly object[]) {
  const config = configSchema.parse({
    dataDir: 'unused',
    chain: {
      chainId: 31_337,
      rpcUrls: ['http://127.0.0.1:1'],
      escrow: address,
      registry: address,
      verifier: address,
      token: address,
      confirmations: 0,
    },
    keys: { operatorKeyFile: 'a', nodeKeyFile: 'b', hpkeKeyFile: 'c' },
    p2p: {},
    api: {},
    metrics: {},
    corridors: corridors.map((own) => ({ rate: '160000', maxPayout: '9000', ...own })),
    routing: {},
    attestation: {},
    payouts: 'on',
  })
  const rules = openPayRules(config, {
    pool: { endpoints: [] },
    view: { head: () => undefined },
    clock: systemClock,
    logger: silentLogger,
    metrics: noMetrics,
    tokenDecimals: 6,
  })
  onTestFinished(rules.close)
  return rules
}

test('what the rail takes unless the operator knows better, and never less than its slowest PSP may take to answer', () => {
  const { marginMs } = open([
    { corridor: 'NGN/bank', psp: psp(3_000) },
    { corridor: 'KES/mpesa', psp: psp(3_000), settleSeconds: 900 },
    { corridor: 'GHS/mobile', psp: psp(20_000), settleSeconds: 5 },
    { corridor: 'USD/wire', psp: psp(3_000) },
  ])
  expect([marginMs('NGN/bank'), marginMs('KES/mpesa'), marginMs('GHS/mobile')]).toEqual([120_000, 900_000, 25_000])
  expect(marginMs('USD/wire')).toBe(259_200_000)
})

test('a claim needs more of the window than its payout: blocks are seen late and a payout is prepared before it may start', () => {
  const { marginMs, neededWindowMs } = open([{ corridor: 'NGN/bank', psp: psp(3_000) }])
  expect(neededWindowMs('NGN/bank', 1n) - marginMs('NGN/bank')).toBeGreaterThanOrEqual(10_000)
})

test('a corridor that is not served has no window that is long enough', () => {
  const { marginMs, neededWindowMs } = open([{ corridor: 'NGN/bank', psp: psp(3_000) }])
  expect([marginMs('KES/mpesa'), neededWindowMs('KES/mpesa', 1n)]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])
})
