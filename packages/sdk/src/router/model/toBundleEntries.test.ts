/** What the model hears of an epoch's reports: each of itself, and witnesses with a stake of others. */
import type { Address } from 'viem'
import { expect, test } from 'vitest'
import type { PeerView } from '../../protocol/peerView.ts'
import type { Report } from '../../protocol/report.ts'
import { address, START } from '../router.fixture.ts'
import { rules } from '../rules.ts'
import { applyEvent } from './apply.ts'
import { createState } from './state.ts'
import { toBundleEntries } from './toBundleEntries.ts'

const report = (provider: Address, views: readonly PeerView[] = []): Report => ({
  provider,
  corridor: 'NGN/bank',
  epoch: START / 60,
  rate: 160_000n,
  minPayout: 1n,
  maxPayout: 1_000_000n,
  liquidityBucket: 40,
  loadBps: 0,
  capacity: 10,
  maintenance: false,
  views,
})
const about = (index: number, advice: number, failedBps = 100): PeerView => ({
  provider: address(index),
  probe: { failedBps, rtt50: 20 + index, rtt95: 80 + index },
  advice,
})

function setUp(stakes: readonly bigint[]) {
  const state = createState()
  stakes.forEach((free, index) => {
    applyEvent(state, { type: 'registered', provider: address(index), corridors: ['NGN/bank'], time: START })
    applyEvent(state, { type: 'account', provider: address(index), free, locked: 0n, time: START })
  })
  return state
}
const enough = BigInt(rules.witnessStake)

test('views are gathered by provider, whatever the order of the reports', () => {
  const state = setUp([enough, enough, enough, enough])
  const reports = [
    report(address(0), [about(3, 50)]),
    report(address(1), [about(3, -20, 300)]),
    report(address(2), [about(3, 7)]),
    report(address(3)),
  ]
  const entries = toBundleEntries(state, reports)
  const entry = entries.find(({ provider }) => provider === address(3).toLowerCase())
  expect(entry).toMatchObject({ advice: [50, -20, 7], probe: { failed: [100, 300, 100], rtt50: [23, 23, 23], rtt95: [83, 83, 83] } })
  expect(entry?.report?.rate).toBe(160_000n)
  const found = toBundleEntries(state, [...reports].reverse()).find(({ provider }) => provider === address(3).toLowerCase())
  expect([...(found?.advice ?? [])].sort()).toEqual([...(entry?.advice ?? [])].sort())
})

test('who has less than a witness’s stake, or is unknown, is heard of itself alone', () => {
  const state = setUp([enough - 1n, enough, 0n])
  const entries = toBundleEntries(state, [
    report(address(0), [about(2, -127)]),
    report(address(9), [about(2, -127)]),
    report(address(1), [about(2, 5)]),
  ])
  expect(entries.find(({ provider }) => provider === address(2).toLowerCase())?.advice).toEqual([5])
  expect(entries.find(({ provider }) => provider === address(0).toLowerCase())?.report).toBeDefined()
})

test('nobody is a witness of itself, though a signature covers it', () => {
  const state = setUp([enough])
  const [entry] = toBundleEntries(state, [report(address(0), [about(0, 127)])])
  expect(entry?.advice).toBeUndefined()
  expect(entry?.probe).toBeUndefined()
})

test('a provider that only others speak of has an entry without a report', () => {
  const state = setUp([enough, enough])
  const entries = toBundleEntries(state, [report(address(0), [about(1, 3)])])
  expect(entries.map(({ report: own }) => own !== undefined).sort()).toEqual([false, true])
})
