/** When a second PSP pays, and when it must not: two real sandbox PSPs, and the ledgers of both. */
import { expect, onTestFinished, test } from 'vitest'
import { createVirtualClock } from '../runtime/createVirtualClock.ts'
import { startSandboxPsp } from '../sandbox/startSandboxPsp.ts'
import { getPayout, insertPayout, listPayoutAttempts } from '../store/payouts.ts'
import { getReservation } from '../store/reservations.ts'
import { createSandboxAdapter } from './adapters/sandbox.ts'
import { createPspPool } from './createPspPool.ts'
import type { Caps } from './deps.ts'
import { makeOrder, openDaemon, self, toReference } from './payout.fixture.ts'

const WINDOW_MS = 60_000

async function openPair(account?: string, caps: Caps = {}) {
  const clock = createVirtualClock(1_700_000_000_000)
  const psps = await Promise.all(
    ['a', 'b'].map((id) =>
      startSandboxPsp({
        corridor: 'NGN/bank',
        accounts: [{ id, owner: self, apiKey: 'key-a', balance: 1_000_000n }],
        auditToken: 'audit',
        settleMs: 1,
      }),
    ),
  )
  const adapters = psps.map(({ url }, index) =>
    createSandboxAdapter({ id: ['first', 'second'][index] ?? '', url, apiKey: 'key-a', timeoutMs: 2_000, clock }),
  )
  const daemon = openDaemon({
    url: psps[0]?.url ?? '',
    ...(account ? { account } : {}),
    deps: { clock, caps, notFoundWindowMs: WINDOW_MS, psps: createPspPool({ clock, adaptersFor: () => adapters }) },
  })
  onTestFinished(async () => {
    await daemon.close()
    await Promise.all(psps.map((psp) => psp.close()))
  })
  const { id, order } = makeOrder()
  daemon.claim({ id, order }, clock.now() / 1_000 + 600)
  /** Runs the order's effects, a second of the daemon's time apart, until the order is where it ends or the time is over. */
  const run = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      const record = daemon.record(id)
      const kind = record?.state === 'claimed' ? 'payout' : record?.state === 'unknown' ? 'query' : undefined
      if (!record || !kind) return
      const { events = [] } = await daemon.handlers[kind]({ record, attempts: 1, signal: new AbortController().signal })
      for (const event of events) daemon.engine.dispatch(id, event)
      clock.advance(1_000)
    }
  }
  const fault = (index: number, script: object) =>
    fetch(new URL('/v1/faults', psps[index]?.url), {
      method: 'POST',
      headers: { authorization: 'Bearer audit' },
      body: JSON.stringify(script),
    })
  return {
    daemon,
    id,
    run,
    fault,
    paid: () => psps.map((psp) => psp.ledger().entries.length),
    tried: () => psps.map((psp) => psp.ledger().payouts.length),
  }
}

test('a failure that the PSP says twice goes on to the next, with its float, under the same reference', async () => {
  const { daemon, id, run, fault, paid, tried } = await openPair()
  await fault(0, { fault: 'fail' })
  await run(2)
  expect([getPayout(daemon.store, id)?.state, tried()]).toEqual(['FAILED', [1, 0]]) // it is asked again first
  await run(40)
  expect([daemon.record(id)?.state, tried()]).toEqual(['paid', [1, 1]])
  expect(getPayout(daemon.store, id)).toMatchObject({ psp: 'second', state: 'SUCCEEDED', reference: daemon.record(id)?.reference })
  expect(listPayoutAttempts(daemon.store, id)).toMatchObject([{ psp: 'first', state: 'FAILED' }])
  expect(getReservation(daemon.store, id)).toMatchObject({ psp: 'second', state: 'posted' })
  expect(paid()[1]).toBe(1)
})

test('while it is unknown what became of a payout, nobody else is asked', async () => {
  const { daemon, id, run, tried } = await openPair('0123453333') // the PSP never answers for this account
  await run(WINDOW_MS / 1_000 - 5)
  expect([daemon.record(id)?.state, getPayout(daemon.store, id)?.psp]).toEqual(['unknown', 'first'])
  expect(tried()[1]).toBe(0)
})

test('whom one PSP refuses, no other is asked to pay', async () => {
  const { daemon, id, run, tried } = await openPair('0123450000')
  await run(60)
  expect([daemon.record(id)?.state, tried()[1]]).toEqual(['failed', 0])
  expect(getReservation(daemon.store, id)?.state).toBe('voided')
})

test('a PSP that is out of order gets no payout: the next one makes it, before anything was sent', async () => {
  const { daemon, id, run, tried } = await openPair()
  for (let bad = 0; bad < 3; bad++) daemon.deps.psps.breaker.note('first', 'bad')
  await run(10)
  expect([daemon.record(id)?.state, tried()]).toEqual(['paid', [0, 1]])
  expect(getReservation(daemon.store, id)?.psp).toBe('second')
})

test('caps hold for a fall-back too: what was paid since the failure counts', async () => {
  const { daemon, id, run, fault, tried } = await openPair(undefined, { perHour: 1_500n })
  await fault(0, { fault: 'fail' })
  await run(2)
  expect(getPayout(daemon.store, id)?.state).toBe('FAILED')
  const { id: orderId, order } = makeOrder()
  daemon.claim({ id: orderId, order })
  const createdAt = daemon.deps.clock.now()
  insertPayout(daemon.store, { orderId, reference: toReference(orderId), psp: 'first', currency: 'NGN', amount: 1_000n, createdAt })
  await run(40)
  expect([daemon.record(id)?.state, tried()]).toEqual(['failed', [1, 0]])
})
