/** A person's word about a payout: recorded first, judged by the daemon that owns the database, never the start of a second payout. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { applyResolution } from '../../payout/applyResolution.ts'
import { createPspPool } from '../../payout/createPspPool.ts'
import { makeOrder, openDaemon, openPsp, self, toReference } from '../../payout/payout.fixture.ts'
import type { PspAdapter, QueryResult } from '../../payout/psp.ts'
import { watchResolutions } from '../../payout/watchResolutions.ts'
import { systemClock } from '../../runtime/clock.ts'
import { createVirtualClock } from '../../runtime/createVirtualClock.ts'
import { takeLease } from '../../store/lease.ts'
import { appendPayoutEvent, getPayout, listPayoutEvents, setPayoutState } from '../../store/payouts.ts'
import { getReservation } from '../../store/reservations.ts'
import { listResolutions } from '../../store/resolutions.ts'
import { listPayouts } from './listPayouts.ts'
import { type ResolveParameters, resolvePayout, whyNotResolve } from './resolvePayout.ts'

const START = 1_700_000_000_000
const WINDOW_MS = 600_000
const AFTER_PAY_BY_MS = 700_000
const { signal } = new AbortController()
const paid = { verdict: 'paid', why: 'statement of March, line 12', decidedBy: 'ada', paidAt: START / 1_000 + 60 } as const
const failed = { verdict: 'failed', why: 'ticket 4711: never received', decidedBy: 'ada' } as const
const position = { block: 9, blockHash: '0x09', blockTime: START / 1_000 + 61, logIndex: 0, transactionHash: '0x0a' } as const
const silence: QueryResult = { type: 'unknown', evidence: { at: START } }

/** A payout that left and of which the daemon knows nothing. The PSP says `answers` first, then what is in its books: at this account, nothing. */
async function open(account = '0123453333') {
  const psp = await openPsp()
  const clock = createVirtualClock(START)
  const dataDir = mkdtempSync(join(tmpdir(), 'resolve-'))
  const answers: (QueryResult | Promise<QueryResult>)[] = []
  let adapter: PspAdapter | undefined
  const daemon = openDaemon({
    url: psp.url,
    file: join(dataDir, 'paynode.db'),
    account,
    wrap: (inner) => {
      adapter = { ...inner, query: async (target, abort) => answers.shift() ?? inner.query(target, abort) }
      return adapter
    },
    deps: { clock, notFoundWindowMs: WINDOW_MS, psps: createPspPool({ clock, adaptersFor: () => (adapter ? [adapter] : []) }) },
  })
  onTestFinished(async () => {
    await daemon.close()
    await psp.close()
    rmSync(dataDir, { recursive: true })
  })
  const { id, order } = makeOrder()
  daemon.claim({ id, order }, START / 1_000 + 600)
  const run = async (kind: 'payout' | 'query') => {
    const record = daemon.record(id)
    if (!record) throw new Error('the order is gone')
    const { events = [] } = await daemon.handlers[kind]({ record, attempts: 1, signal })
    for (const event of events) daemon.engine.dispatch(id, event)
  }
  await run('payout')
  const config = { dataDir, notFoundWindowMs: WINDOW_MS, alertAfterMs: 900_000 }
  const decide = (decision: Omit<ResolveParameters, 'payout'>) =>
    resolvePayout(config, { payout: toReference(id), ...decision }, { waitMs: 0, signal, clock })
  const judge = async () => {
    for (const row of listResolutions(daemon.store, { outcome: 'waiting' })) await applyResolution(daemon.deps, row, signal)
    return listResolutions(daemon.store, { orderId: id }).at(-1)
  }
  const list = (all?: boolean) => listPayouts(config, { clock, ...(all === undefined ? {} : { all }) })
  const row = () => getPayout(daemon.store, id)
  const held = () => getReservation(daemon.store, id)?.state
  return { psp, clock, daemon, id, config, answers, run, decide, judge, list, row, held }
}

test('paid: durable with who, when and why before anything moves; then the daemon carries on to settle', async () => {
  const { clock, daemon, id, decide, judge, list, row, held } = await open()
  daemon.engine.dispatch(id, { type: 'payoutFlagged', reason: 'the PSP does not show this payout' })
  clock.advance(AFTER_PAY_BY_MS)
  expect(list()).toMatchObject([
    { reference: toReference(id), state: 'UNKNOWN', order: 'flagged', ageMs: AFTER_PAY_BY_MS, why: 'the PSP does not show this payout' },
  ])
  expect(await decide(paid)).toEqual({ type: 'waiting', running: false })
  expect(listResolutions(daemon.store)).toMatchObject([{ ...paid, orderId: id, decidedAt: clock.now(), outcome: 'waiting' }])
  expect([row()?.state, daemon.record(id)?.state, held()]).toEqual(['UNKNOWN', 'flagged', 'reserved'])
  expect(await decide(failed)).toMatchObject({ type: 'impossible', reason: expect.stringContaining('earlier decision') })

  expect(await judge()).toMatchObject({ outcome: 'applied', judgedAt: clock.now() })
  expect([row()?.state, held(), daemon.record(id)]).toMatchObject([
    'SUCCEEDED',
    'posted',
    { state: 'paid', paidAt: paid.paidAt, paidAmount: 1_000n },
  ])
  expect(list(true)).toEqual([])
  expect(await decide(failed)).toMatchObject({ type: 'impossible', reason: expect.stringContaining('the payout is SUCCEEDED') })
})

test('failed: only once nothing can leave any more; then the float is free and nothing is ever sent again', async () => {
  const { psp, clock, daemon, id, decide, judge, row, held, run } = await open()
  daemon.engine.dispatch(id, { type: 'payoutFlagged', reason: 'the PSP does not show this payout' })
  expect(await decide(failed)).toMatchObject({ type: 'impossible', reason: expect.stringContaining('still finding out') })
  clock.advance(WINDOW_MS)
  expect(await decide(failed)).toMatchObject({ type: 'impossible', reason: expect.stringContaining('may still be sent again') })
  expect(listResolutions(daemon.store)).toEqual([])
  clock.advance(AFTER_PAY_BY_MS - WINDOW_MS)
  await decide(failed)
  expect(await judge()).toMatchObject({ outcome: 'applied' })
  expect([row()?.state, held(), daemon.record(id)?.state]).toEqual(['FAILED', 'voided', 'failed'])
  await run('payout')
  await run('query')
  expect([row()?.state, psp.ledger().payouts.length]).toEqual(['FAILED', 0])
  expect(listPayoutEvents(daemon.store, id).filter(({ state }) => state === 'SUBMITTING' || state === 'RESUBMITTED')).toHaveLength(1)
})

test.each<[string, 'paid' | 'failed', QueryResult, RegExp]>([
  ['made', 'failed', toFound('SUCCEEDED'), /says that the payout was made/],
  ['pending', 'failed', toFound('PENDING'), /as PENDING; have it finished or cancelled/],
  ['failed', 'paid', toFound('FAILED'), /says that the payout is failed/],
  ['pending, too', 'paid', toFound('PENDING'), /as PENDING/],
  ['made for another amount', 'paid', toFound('SUCCEEDED', 999n), /another amount/],
  ['nothing clear', 'failed', silence, /no clear answer/],
])('is refused, and said why, when the PSP says %s against %s', async (_name, verdict, answer, why) => {
  const { clock, daemon, id, answers, decide, judge, list, row, held } = await open()
  clock.advance(AFTER_PAY_BY_MS)
  await decide(verdict === 'paid' ? paid : failed)
  answers.push(answer)
  expect(await judge()).toMatchObject({ outcome: 'refused', answer: expect.stringMatching(why) })
  expect([row()?.state, held(), daemon.record(id)?.state]).toEqual(['UNKNOWN', 'reserved', 'unknown'])
  expect(list(true)).toMatchObject([{ decision: { verdict, outcome: 'refused', answer: expect.stringMatching(why) } }])
})

test('a PSP that once had the payout is silent for a day before its silence counts', async () => {
  const { clock, daemon, id, decide, row, judge } = await open()
  appendPayoutEvent(daemon.store, id, { state: 'DUPLICATE', note: {}, at: clock.now() })
  clock.advance(86_399_999)
  expect(await decide(failed)).toMatchObject({ type: 'impossible', reason: expect.stringContaining('may still make it') })
  clock.advance(1)
  await decide(failed)
  expect([await judge(), row()?.state]).toMatchObject([{ outcome: 'applied' }, 'FAILED'])
})

test('what happened between the decision and the daemon counts: the PSP’s own word wins', async () => {
  const { clock, daemon, id, decide, judge, row } = await open()
  clock.advance(AFTER_PAY_BY_MS)
  await decide(failed)
  setPayoutState(daemon.store, id, { state: 'SUCCEEDED', paidAt: 1, at: clock.now() })
  expect(await judge()).toMatchObject({ outcome: 'refused', answer: expect.stringContaining('the payout is SUCCEEDED') })
  expect(row()?.state).toBe('SUCCEEDED')
})

test('a success that was on its way while a person said failed goes to a person again, never to a second payout', async () => {
  const { psp, clock, daemon, id, answers, decide, judge, run, row } = await open()
  clock.advance(AFTER_PAY_BY_MS)
  await decide(failed)
  const late = Promise.withResolvers<QueryResult>()
  answers.push(late.promise)
  const asking = run('query')
  await judge()
  expect([row()?.state, daemon.record(id)?.state]).toEqual(['FAILED', 'failed'])
  late.resolve(toFound('SUCCEEDED'))
  await asking
  expect(daemon.record(id)).toMatchObject({ state: 'flagged', reason: 'the PSP says SUCCEEDED after it said otherwise' })
  expect(psp.ledger().payouts).toEqual([])
})

/** The PSP says that the payout failed; the claim was given back. */
async function openFailed() {
  const opened = await open()
  opened.answers.push(toFound('FAILED'))
  await opened.run('query')
  expect([opened.row()?.state, opened.held(), opened.daemon.record(opened.id)?.state]).toEqual(['FAILED', 'voided', 'failed'])
  opened.clock.advance(AFTER_PAY_BY_MS)
  return opened
}
const nothingSentAgain = ({ daemon, id }: Awaited<ReturnType<typeof open>>) =>
  expect(listPayoutEvents(daemon.store, id).filter(({ state }) => state === 'SUBMITTING' || state === 'RESUBMITTED')).toHaveLength(1)

test('a payout that the PSP called failed and then paid: its own word and a person’s put the ledger right, and the order is proven', async () => {
  const opened = await openFailed()
  const { daemon, id, answers, decide, judge, row, held, run, list } = opened
  daemon.engine.dispatch(id, { type: 'chainFailed', provider: self, cause: 'pspUnavailable', position })
  daemon.engine.dispatch(id, { type: 'payoutFlagged', reason: 'the PSP says SUCCEEDED after it said otherwise' })
  expect(list()).toMatchObject([{ state: 'FAILED', next: expect.stringContaining('paynode payouts resolve') }])
  await decide(paid)
  answers.push(toFound('SUCCEEDED'))
  expect(await judge()).toMatchObject({ outcome: 'applied', answer: 'the PSP says the same' })
  expect([row(), held(), daemon.record(id)]).toMatchObject([
    { state: 'SUCCEEDED', paidAt: paid.paidAt },
    'posted',
    { state: 'paid', paidAmount: 1_000n }, // it will claim again and prove it
  ])
  await run('payout')
  await run('query')
  nothingSentAgain(opened)
})

test('a failed payout that was paid after another provider took the order stays a person’s: nobody is credited for it here', async () => {
  const opened = await openFailed()
  const { daemon, id, answers, decide, judge, row } = opened
  daemon.engine.dispatch(id, { type: 'chainClaimed', provider: `0x${'99'.repeat(20)}`, payBy: START / 1_000 + 9_000, position })
  await decide(paid)
  answers.push(toFound('SUCCEEDED'))
  expect(await judge()).toMatchObject({ outcome: 'applied' })
  expect([row()?.state, daemon.record(id)]).toMatchObject([
    'SUCCEEDED',
    { state: 'flagged', reason: expect.stringContaining('another provider') },
  ])
  nothingSentAgain(opened)
})

test.each<[string, QueryResult | undefined, RegExp]>([
  ['still says failed', toFound('FAILED'), /says that the payout is failed/],
  ['does not know it', { type: 'notFound', authoritative: true, evidence: { at: START } }, /called this payout failed/],
  ['is silent', silence, /called this payout failed/],
])('a failed payout is not paid by a person’s word alone: the PSP %s', async (_name, answer, why) => {
  const opened = await openFailed()
  await opened.decide(paid)
  if (answer) opened.answers.push(answer)
  expect(await opened.judge()).toMatchObject({ outcome: 'refused', answer: expect.stringMatching(why) })
  expect([opened.row()?.state, opened.held(), opened.daemon.record(opened.id)?.state]).toEqual(['FAILED', 'voided', 'failed'])
})

test('what failed is not failed twice', async () => {
  const { decide } = await openFailed()
  expect(await decide(failed)).toMatchObject({ type: 'impossible', reason: expect.stringContaining('the payout is FAILED') })
})

test.each([
  ['an unknown reference', { payout: 'pnnone' }, /no payout has the reference/],
  ['a time before the request', { ...paid, paidAt: 1 }, /cannot have been paid then/],
  ['a time to come', { ...paid, paidAt: START }, /cannot have been paid then/],
])('nothing is recorded for %s', async (_name, change, why) => {
  const { clock, daemon, id, config } = await open()
  clock.advance(AFTER_PAY_BY_MS)
  const parameters = { payout: toReference(id), ...paid, ...change }
  expect(whyNotResolve(config, parameters, clock)).toMatch(why)
  expect(await resolvePayout(config, parameters, { waitMs: 0, signal, clock })).toMatchObject({ type: 'impossible' })
  expect(listResolutions(daemon.store)).toEqual([])
})

test('a running daemon answers whoever waits, without losing its fence', async () => {
  const { clock, daemon, id, config } = await open()
  const lease = takeLease(daemon.store.db, join(config.dataDir, 'paynode.db'))
  clock.advance(AFTER_PAY_BY_MS)
  // The command line's clock runs; the daemon's looks once.
  const waiting = resolvePayout(
    config,
    { payout: id, ...paid },
    { waitMs: 10_000, signal, clock: { now: clock.now, sleep: systemClock.sleep } },
  )
  const stop = new AbortController()
  await expect.poll(() => listResolutions(daemon.store).length).toBe(1)
  const watch = watchResolutions(daemon.deps, stop.signal, () => expect.unreachable())
  expect(await waiting).toEqual({ type: 'applied', answer: 'the PSP says nothing against it' })
  await watch.close()
  expect(daemon.record(id)?.state).toBe('paid')
  lease.release()
})

function toFound(status: 'SUCCEEDED' | 'FAILED' | 'PENDING', value = 1_000n): QueryResult {
  return { type: 'found', status, amount: { value, currency: 'NGN' }, evidence: { at: START } }
}
