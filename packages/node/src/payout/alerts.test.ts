/** What the operator hears of: once, in words that name nobody, until it is mended. */
import { expect, onTestFinished, test } from 'vitest'
import { createVirtualClock } from '../runtime/createVirtualClock.ts'
import { listAlerts } from '../store/alerts.ts'
import { setPayoutState } from '../store/payouts.ts'
import { createPspPool } from './createPspPool.ts'
import { makeOrder, openDaemon, openPsp } from './payout.fixture.ts'
import type { PspAdapter, QueryResult } from './psp.ts'
import { syncAlerts, type WatchAlertsDeps } from './watchAlerts.ts'

const signal = new AbortController().signal
const AFTER_MS = 60_000

async function open() {
  const clock = createVirtualClock(1_700_000_000_000)
  const psp = await openPsp(clock)
  const logs: string[] = []
  const gauges = new Map<string, number>()
  const write = (fields: object, message: string) => void logs.push(JSON.stringify({ ...fields, message }))
  const logger = { debug: write, info: write, warn: write, error: write, child: () => logger }
  const answers: QueryResult[] = []
  let adapter: PspAdapter | undefined
  const daemon = openDaemon({
    url: psp.url,
    wrap: (inner) => {
      adapter = { ...inner, query: async (target, abort) => answers.shift() ?? inner.query(target, abort) }
      return adapter
    },
    deps: { clock, notFoundWindowMs: 600_000, psps: createPspPool({ clock, adaptersFor: () => (adapter ? [adapter] : []) }) },
  })
  onTestFinished(async () => {
    await daemon.close()
    await psp.close()
  })
  const { id, order } = makeOrder()
  const deps: WatchAlertsDeps = {
    ...daemon.deps,
    store: daemon.store,
    logger,
    metrics: { count() {}, observe() {}, gauge: (_name, value, labels) => void gauges.set(labels?.kind ?? '', value) },
    corridors: [{ corridor: 'NGN/bank', lowFloat: 1_000n }],
    unknownAfterMs: AFTER_MS,
  }
  const step = async () => {
    const record = daemon.record(id)
    if (!record) throw new Error('the order is gone')
    const { events = [] } = await daemon.handlers[record.state === 'claimed' ? 'payout' : 'query']({ record, attempts: 1, signal })
    for (const event of events) daemon.engine.dispatch(id, event)
  }
  const look = async () => {
    await syncAlerts(deps, signal)
    return listAlerts(daemon.store).map(({ subject, kind }) => `${subject} ${kind}`)
  }
  return {
    psp,
    clock,
    daemon,
    deps,
    id,
    logs,
    gauges,
    answers,
    look,
    step,
    claim: () => daemon.claim({ id, order }, clock.now() / 1_000 + 600),
  }
}

test('in order: nothing', async () => {
  const { look, logs } = await open()
  expect([await look(), logs]).toEqual([[], []])
})

test('a refused credential and an outage: raised once, told apart, cleared when a payout gets through', async () => {
  const { deps, look, logs, gauges } = await open()
  deps.psps.breaker.note('sandbox', 'locked')
  expect(await look()).toEqual(['sandbox credential'])
  expect(await look()).toEqual(['sandbox credential'])
  expect(logs).toHaveLength(1)
  expect(gauges.get('credential')).toBe(1)
  deps.psps.breaker.note('sandbox', 'good')
  expect([await look(), gauges.get('credential')]).toEqual([[], 0])
  for (let bad = 0; bad < 3; bad++) deps.psps.breaker.note('sandbox', 'bad')
  expect(await look()).toEqual(['sandbox outage'])
})

test('a balance that is low, and one that the PSP keeps to itself', async () => {
  const { deps, look, psp } = await open()
  const low = { ...deps, corridors: [{ corridor: 'NGN/bank' as const, lowFloat: 10n ** 12n }] }
  await syncAlerts(low, signal)
  expect(listAlerts(deps.store)).toMatchObject([{ kind: 'lowFloat' }])
  expect(await look()).toEqual([])
  await psp.close()
  expect(await look()).toEqual([]) // a second old: the balance that was read still holds
  const silent = { ...deps, float: { free: async () => undefined } }
  await syncAlerts(silent, signal)
  expect(listAlerts(deps.store)).toMatchObject([{ kind: 'silentBalance' }])
})

test('a status that nobody documented stays open as unknown and is reported until the PSP speaks clearly', async () => {
  const { daemon, id, answers, claim, clock, step, look } = await open()
  const strange: QueryResult = { type: 'unknown', evidence: { code: 'strangeStatus', at: 1 } }
  claim()
  await step()
  answers.push(strange, strange)
  await step()
  await step()
  expect([daemon.record(id)?.state, await look()]).toEqual(['unknown', ['sandbox strangeStatus']])
  clock.advance(1_000) // the sandbox has paid by now
  await step()
  expect(daemon.record(id)?.state).toBe('paid')
  expect(await look()).toEqual([])
})

test('payouts that wait for a person, are unknown for long, or came back', async () => {
  const { daemon, id, answers, claim, clock, step, look } = await open()
  claim()
  answers.push(...Array.from({ length: 2 }, (): QueryResult => ({ type: 'unknown', evidence: { at: 1 } })))
  await step()
  await step()
  clock.advance(AFTER_MS + 1)
  expect(await look()).toEqual(['sandbox unknownForLong'])
  setPayoutState(daemon.store, id, { state: 'NEEDS_ACTION', at: clock.now() })
  expect(await look()).toEqual(['sandbox needsAction'])
  setPayoutState(daemon.store, id, { state: 'SUCCEEDED', at: clock.now() })
  expect(await look()).toEqual([])
  setPayoutState(daemon.store, id, { state: 'RETURNED', at: clock.now() })
  expect(await look()).toEqual(['sandbox returned'])
  clock.advance(8 * 86_400_000)
  expect(await look()).toEqual([])
})

test('nothing that is said holds an amount or an account', async () => {
  const { daemon, claim, clock, look, step, logs, answers } = await open()
  claim()
  answers.push({ type: 'unknown', evidence: { code: 'notOurs', at: 1 } })
  await step()
  clock.advance(AFTER_MS + 1)
  await look()
  const words = logs.join() + JSON.stringify(listAlerts(daemon.store))
  expect(words).not.toMatch(/0123456789|1000n?\b|key-a/)
})
