/** kill -9 at every await of a payout: after a restart, at most one request was ever sent, and the order ends as the PSP's books say. */
import { afterAll, expect, test } from 'vitest'
import { getPayout } from '../store/payouts.ts'
import { makeFile, makeOrder, openDaemon, openPsp } from './payout.fixture.ts'
import type { PspAdapter } from './psp.ts'

const closers: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of closers) await close()
})

const points = [
  'open:before',
  'open:after',
  'balance:before',
  'balance:after',
  'submit:before',
  'submit:after',
  'query:before',
  'query:after',
] as const
type Point = (typeof points)[number]

async function runUntil(crashAt: Point, account: string) {
  const psp = await openPsp()
  closers.push(psp.close)
  const file = makeFile()
  const made = makeOrder()
  let submissions = 0
  const crashed = Promise.withResolvers<void>()

  const boot = (fatal: Point | undefined) => {
    const pass = async (point: Point) => {
      if (point !== fatal) return
      daemon.crash()
      crashed.resolve()
      await new Promise(() => {}) // this process is gone
    }
    const around = async <result>(name: 'open' | 'balance' | 'submit' | 'query', work: () => Promise<result>) => {
      await pass(`${name}:before`)
      const result = await work()
      await pass(`${name}:after`)
      return result
    }
    const wrap = (adapter: PspAdapter): PspAdapter => ({
      ...adapter,
      balance: (currency, signal) => around('balance', () => adapter.balance(currency, signal)),
      submit: (prepared, signal) =>
        around('submit', () => {
          submissions += 1
          // the crash takes the connection with it only after the request left: the signal of a dead process aborts nothing
          return adapter.submit(prepared, signal)
        }),
      query: (target, signal) => around('query', () => adapter.query(target, signal)),
    })
    const openRecipient = () =>
      around('open', async () => ({ type: 'opened', recipient: { corridor: 'NGN/bank', institution: '058', account } }) as const)
    const daemon = openDaemon({ url: psp.url, file, wrap, deps: { openRecipient } })
    daemon.start()
    return daemon
  }

  boot(crashAt).claim(made)
  await crashed.promise
  const second = boot(undefined)
  await expect.poll(() => second.record(made.id)?.state, { interval: 10, timeout: 15_000 }).toMatch(/^(paid|failed)$/)
  const result = {
    state: second.record(made.id)?.state,
    payout: getPayout(second.store, made.id)?.state,
    submissions,
    debits: psp.ledger().entries.length,
  }
  await second.close()
  return result
}

test.each(points)('crash at %s', async (point) => {
  const { state, payout, submissions, debits } = await runUntil(point, '0123456789')
  // Nothing left when the crash came between the record and the request: the window passes, then the claim is given up.
  if (point === 'submit:before')
    expect({ state, payout, submissions, debits }).toEqual({ state: 'failed', payout: 'FAILED', submissions: 0, debits: 0 })
  else expect({ state, payout, submissions, debits }).toEqual({ state: 'paid', payout: 'SUCCEEDED', submissions: 1, debits: 1 })
})

test.each(['submit:after', 'query:before', 'query:after'] as const)('crash at %s after the PSP dropped its answer', async (point) => {
  const { state, submissions, debits } = await runUntil(point, '0123451111')
  expect({ state, submissions, debits }).toEqual({ state: 'paid', submissions: 1, debits: 1 })
})
