import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../runtime/clock.ts'
import type { SandboxPsp } from '../sandbox/types.ts'
import { getPayout, listPayoutEvents } from '../store/payouts.ts'
import { getReservation } from '../store/reservations.ts'
import { createPspPool } from './createPspPool.ts'
import { type DaemonOptions, makeOrder, openDaemon, openPsp, toReference } from './payout.fixture.ts'
import type { PspAdapter } from './psp.ts'

type Daemon = ReturnType<typeof openDaemon>
let psp: SandboxPsp
const open: Daemon[] = []
const start = (options: Partial<DaemonOptions> = {}) => {
  const daemon = openDaemon({ url: psp.url, ...options })
  daemon.start()
  open.push(daemon)
  return daemon
}
beforeEach(async () => {
  psp = await openPsp()
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((daemon) => daemon.close()))
  await psp.close()
})
const script = (fault: object) =>
  fetch(new URL('/v1/faults', psp.url), { method: 'POST', headers: { authorization: 'Bearer audit' }, body: JSON.stringify(fault) })
const state = (daemon: Daemon, id: ReturnType<typeof makeOrder>['id']) =>
  expect.poll(() => daemon.record(id)?.state, { interval: 10, timeout: 10_000 })
const debits = () => psp.ledger().entries.length
const tries = () => psp.ledger().payouts.length

/** A time limit that always strikes at the worst moment: the PSP has the payout, its answer is not here. */
const giveUpOnceCommitted = (adapter: PspAdapter): PspAdapter => ({
  ...adapter,
  async submit(prepared, signal) {
    const stop = new AbortController()
    const submitted = adapter.submit(prepared, AbortSignal.any([signal, stop.signal]))
    await Promise.race([submitted, expect.poll(debits, { interval: 5, timeout: 10_000 }).toBe(1)])
    stop.abort()
    return submitted
  },
})

describe('a payout', () => {
  test('goes out once and its float is posted', async () => {
    const daemon = start()
    const made = makeOrder()
    daemon.claim(made)
    await state(daemon, made.id).toBe('paid')
    expect(debits()).toBe(1)
    expect(getReservation(daemon.store, made.id)?.state).toBe('posted')
    expect(daemon.record(made.id)).toMatchObject({ reference: toReference(made.id), paidAmount: 1_000n })
    expect(listPayoutEvents(daemon.store, made.id).map((event) => event.state)).toEqual(['SUBMITTING', 'PENDING', 'SUCCEEDED'])
  })

  test.each(['dropAfterCommit', 'error500AfterCommit', 'html', 'hang', 'delay', 'duplicateWebhook'])(
    'is made exactly once when the PSP has %s',
    async (fault) => {
      await script({ fault, ms: 60_000 })
      const daemon = start({ wrap: giveUpOnceCommitted })
      const made = makeOrder()
      daemon.claim(made)
      await state(daemon, made.id).toBe('paid')
      expect([debits(), tries()]).toEqual([1, 1])
    },
  )

  test.each([
    ['fail', '0123456789', 'pspUnavailable', { fault: 'fail' }],
    ['a bad destination', '0123450000', 'recipientRejected', undefined],
    ['no funds', '0123454444', 'insufficientFloat', undefined],
  ])('that ends in %s gives up with a cause and frees the float', async (_name, account, cause, fault) => {
    if (fault) await script(fault)
    const daemon = start({ account })
    const made = makeOrder()
    daemon.claim(made)
    await state(daemon, made.id).toBe('failed')
    expect(daemon.record(made.id)?.reason).toContain(cause)
    expect(debits()).toBe(0)
    expect(getReservation(daemon.store, made.id)?.state).toBe('voided')
  })

  test('that never reached the PSP fails only after the window', async () => {
    const daemon = start({ account: '0123453333' })
    const made = makeOrder()
    const before = performance.now()
    daemon.claim(made)
    await state(daemon, made.id).toBe('failed')
    expect(performance.now() - before).toBeGreaterThan(300)
    expect([debits(), tries()]).toEqual([0, 0])
    expect(getPayout(daemon.store, made.id)?.state).toBe('FAILED')
  })

  test('leaves no recipient details in its trail', async () => {
    await script({ fault: 'error500AfterCommit' })
    const daemon = start()
    const made = makeOrder()
    daemon.claim(made)
    await state(daemon, made.id).toBe('paid')
    expect(JSON.stringify(listPayoutEvents(daemon.store, made.id))).not.toContain('0123456789')
  })
})

describe('nothing is sent', () => {
  test.each([
    ['the float is short', { payout: 2_000_000n }, {}, 'insufficientFloat'],
    ['the payout is above the cap', {}, { caps: { perPayout: 999n } }, 'other'],
    ['the day is used up', {}, { caps: { perDay: 999n } }, 'insufficientFloat'],
    [
      'the recipient is wrong',
      {},
      { openRecipient: async () => ({ type: 'invalid', reason: 'hash differs' }) as const },
      'recipientRejected',
    ],
    ['there is no PSP', {}, { psps: createPspPool({ clock: systemClock, adaptersFor: () => [] }) }, 'pspUnavailable'],
  ])('when %s', async (_name, { payout }: { payout?: bigint }, deps, cause) => {
    const daemon = start({ deps })
    const made = makeOrder(payout)
    daemon.claim(made)
    await state(daemon, made.id).toBe('failed')
    expect(daemon.record(made.id)?.reason).toContain(cause)
    expect(getPayout(daemon.store, made.id)).toBeUndefined()
    expect(tries()).toBe(0)
  })

  test('when the pay window is almost over', async () => {
    const daemon = start()
    const made = makeOrder()
    daemon.claim(made, Math.floor(Date.now() / 1_000))
    await state(daemon, made.id).toBe('failed')
    expect(tries()).toBe(0)
  })

  test.each([
    ['payouts are off', { payouts: 'off' }],
    ['the claim is not confirmed', { confirmed: () => false }],
    ['the details are missing', { openRecipient: async () => ({ type: 'missing' }) as const }],
  ] as const)('but tried again when %s', async (_name, deps) => {
    const daemon = openDaemon({ url: psp.url, deps })
    open.push(daemon)
    const made = makeOrder()
    daemon.claim(made)
    const result = await daemon.handlers.payout({ record: daemon.record(made.id)!, attempts: 1, signal: AbortSignal.timeout(5_000) })
    expect(result.type).toBe('retry')
    expect(getPayout(daemon.store, made.id)).toBeUndefined()
  })

  test('but what it needs is set aside again at once when its claim comes back after it was released', async () => {
    const daemon = openDaemon({ url: psp.url, deps: { confirmed: () => false } })
    open.push(daemon)
    const made = makeOrder()
    await daemon.deps.float.reserve(made.id, 'sandbox', { value: 1_000n, currency: 'NGN' }, AbortSignal.timeout(5_000))
    daemon.deps.float.void(made.id)
    daemon.claim(made)
    await daemon.handlers.payout({ record: daemon.record(made.id)!, attempts: 1, signal: AbortSignal.timeout(5_000) })
    expect(getReservation(daemon.store, made.id)?.state).toBe('reserved')
  })

  test('when the order moved on while it was being prepared', async () => {
    const made = makeOrder()
    const daemon: Daemon = openDaemon({
      url: psp.url,
      deps: {
        openRecipient: async () => {
          daemon.engine.dispatch(made.id, { type: 'chainReorged', toBlock: 0, replay: [] })
          return { type: 'opened', recipient: { corridor: 'NGN/bank', institution: '058', account: '0123456789' } }
        },
      },
    })
    open.push(daemon)
    daemon.claim(made)
    const result = await daemon.handlers.payout({ record: daemon.record(made.id)!, attempts: 1, signal: AbortSignal.timeout(5_000) })
    expect(result).toEqual({ type: 'events', events: [] })
    expect([daemon.record(made.id)?.state, tries()]).toEqual(['seen', 0])
  })
})

describe('a query', () => {
  const query = async (answer: object, moves: readonly object[] = []) => {
    const daemon = openDaemon({
      url: psp.url,
      wrap: (adapter) => ({
        ...adapter,
        query: async () => answer as never,
        submit: async () => ({ type: 'unknown', evidence: { at: 1 } }),
      }),
      deps: { notFoundWindowMs: 0 },
    })
    open.push(daemon)
    const made = makeOrder()
    daemon.claim(made)
    const signal = AbortSignal.timeout(5_000)
    for (const event of (await daemon.handlers.payout({ record: daemon.record(made.id)!, attempts: 0, signal })).events ?? [])
      daemon.engine.dispatch(made.id, event)
    const { setPayoutState } = await import('../store/payouts.ts')
    for (const move of moves) setPayoutState(daemon.store, made.id, { at: 1, ...move } as never)
    const first = await daemon.handlers.query({ record: daemon.record(made.id)!, attempts: 0, signal })
    const second = await daemon.handlers.query({ record: daemon.record(made.id)!, attempts: 9, signal })
    return { first, second, daemon, made }
  }
  const found = { type: 'found', pspId: 'po_1', amount: { value: 1_000n, currency: 'NGN' }, evidence: { at: 1 } }

  test('flags another amount and a returned payout', async () => {
    for (const answer of [
      { ...found, status: 'SUCCEEDED', amount: { value: 999n, currency: 'NGN' } },
      { ...found, status: 'RETURNED' },
    ]) {
      const { first, daemon, made } = await query(answer)
      expect(first.events?.[0]?.type).toBe('payoutFlagged')
      expect(getReservation(daemon.store, made.id)?.state).toBe('reserved')
    }
  })

  test('does not believe an answer that is not authoritative, ever: a person looks', async () => {
    const { first, second, daemon, made } = await query({ type: 'notFound', authoritative: false, evidence: { at: 1 } })
    expect(first.type).toBe('retry')
    expect(second.events?.[0]?.type).toBe('payoutFlagged')
    expect(getPayout(daemon.store, made.id)?.state).not.toBe('FAILED')
    expect(getReservation(daemon.store, made.id)?.state).toBe('reserved')
  })

  test('flags a payout that the PSP acknowledged and lost', async () => {
    const { second } = await query({ type: 'notFound', authoritative: true, evidence: { at: 1 } }, [{ state: 'PENDING' }])
    expect(second.events?.[0]?.type).toBe('payoutFlagged')
  })

  test('flags a failure that becomes a success', async () => {
    const { first } = await query({ ...found, status: 'SUCCEEDED', paidAt: 9 }, [{ state: 'FAILED' }])
    expect(first.events?.[0]?.type).toBe('payoutFlagged')
  })

  test('waits longer and longer, ten seconds at most', async () => {
    const { first, second } = await query({ ...found, status: 'PENDING' })
    const now = Date.now()
    expect(first.type === 'retry' && first.at - now).toBeLessThanOrEqual(250)
    expect(second.type === 'retry' && second.at - now).toBeGreaterThan(9_000)
  })
})
