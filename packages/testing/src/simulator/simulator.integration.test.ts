/** Two hundred seeded histories, and a claimer killed at every single step of serving an order. */
import { expect, test } from 'vitest'
import { runHistory } from './history/runHistory.ts'
import { runHistories } from './runHistories.ts'
import { openDesk } from './world/desk.ts'
import { honest } from './world/hostility.ts'
import type { Plan } from './world/plan.ts'
import { fastMs } from './world/rail.ts'

test('200 histories: nobody is paid twice, no order is lost or stuck, every ledger and log agrees', async () => {
  const { findings, ...summary } = await runHistories({ seeds: Array.from({ length: 200 }, (_, index) => index + 1), threads: 2 })
  expect(findings).toEqual([])
  expect(summary).toMatchObject({ histories: 200, doublePayouts: 0, lostOrders: 0, stuckOrders: 0, others: 0, failingSeeds: [] })
}, 600_000)

/** One order, three daemons, nothing goes wrong but the kill. */
const plain: Plan = {
  providers: 3,
  desks: [openDesk, openDesk, openDesk],
  arrivesWithinMs: fastMs,
  confirmations: 1,
  orders: [
    {
      atMs: 4_000,
      payout: 500_000n,
      isGreedy: false,
      feeBps: 0,
      isLarge: false,
      turnSeconds: 5,
      claimFor: 200, // long enough to claim again after the longest absence
      payWindow: 60,
      slack: 10,
      challengeWindow: 0,
      hostility: honest,
      pinned: [],
      reclaimsAfter: undefined,
    },
  ],
  rates: new Map(),
  calmAfterMs: 60_000,
  blockMs: 1_000,
}

test.each([1_000, 90_000])(
  'the claimer is killed at every port call and commit, back after %i ms: one payout, settled to its payer',
  async (downMs) => {
    const claims: number[] = []
    const usual = await runHistory(1, {
      plan: plain,
      trace: (text) => void (/claimSent/.test(text) && claims.push(Number(/s {2}(\d)/.exec(text)?.[1]))),
    })
    const machine = claims[0] ?? -1
    const steps = (usual.steps[machine] ?? 0) - 5 // the last ones are idle, and the history may end before them
    expect(steps).toBeGreaterThan(80)
    for (let step = 1; step <= steps; step++) {
      const { findings, faults, settled, flags } = await runHistory(1, { plan: plain, killAt: { machine, step, downMs } })
      expect(findings, `killed at step ${step}`).toEqual([])
      expect([settled, flags], `killed at step ${step}`).toEqual([1, []])
      expect(faults.crash, `killed at step ${step}`).toBe(1)
    }
  },
  600_000,
)
