/** A machine's clock that jumps must not shorten the time a payout is waited for: only time that was watched counts. */
import { expect, test } from 'vitest'
import { createVirtualClock } from '../runtime/createVirtualClock.ts'
import { getPayout } from '../store/payouts.ts'
import { makeOrder, openDaemon, openPsp } from './payout.fixture.ts'

const WINDOW_MS = 600_000

test('a step of the clock is no evidence that a payout was never made; a window full of answers is', async () => {
  const psp = await openPsp()
  const clock = createVirtualClock(1_700_000_000_000)
  const daemon = openDaemon({ url: psp.url, account: '0123453333', deps: { clock, notFoundWindowMs: WINDOW_MS } })
  const { signal } = new AbortController()
  const { id, order } = makeOrder()
  daemon.claim({ id, order }, 1_700_000_600)
  const run = async (kind: 'payout' | 'query', attempts: number) => {
    const record = daemon.record(id)
    if (!record) throw new Error('the order is gone')
    const outcome = await daemon.handlers[kind]({ record, attempts, signal })
    for (const event of outcome.events ?? []) daemon.engine.dispatch(id, event)
    return outcome
  }
  await run('payout', 1)
  for (let attempts = 1; attempts <= 3; attempts++) {
    expect((await run('query', attempts)).type).toBe('retry')
    clock.advance(86_400_000) // a day, in one step
  }
  expect(getPayout(daemon.store, id)?.state).toBe('UNKNOWN')
  let waited = 0
  while (getPayout(daemon.store, id)?.state === 'UNKNOWN' && waited < 2 * WINDOW_MS) {
    clock.advance(10_000)
    waited += 10_000
    await run('query', 9)
  }
  expect(getPayout(daemon.store, id)?.state).toBe('FAILED')
  expect(waited).toBeGreaterThan(WINDOW_MS - 100_000)
  expect(psp.ledger().entries).toEqual([])
  await daemon.close()
  await psp.close()
})
