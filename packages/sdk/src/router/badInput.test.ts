/** Bad input, case by case, the way it comes in: wire bytes → bundle → model → ranking. Each has a defined result, nothing throws, nothing forks. */
import fc from 'fast-check'
import type { Address } from 'viem'
import { describe, expect, test } from 'vitest'
import { hashBundle, type Report } from '../protocol/report.ts'
import { decodeSignedReport, encodeSignedReport } from '../protocol/reportBytes.ts'
import { reportSchema } from '../protocol/reportSchema.ts'
import { routeOrder } from './digest.ts'
import { applyEvent } from './model/apply.ts'
import type { OutcomeCause, RouterEvent } from './model/events.ts'
import { stateRoot } from './model/root.ts'
import { copyState, parseState, serialiseState } from './model/serialise.ts'
import { createState, type State } from './model/state.ts'
import { toBundleEntries } from './model/toBundleEntries.ts'
import { rankProviders } from './rank.ts'
import { address, attempt, feed, network, order, orderId, payerOf, report as plain, START, seedOf } from './router.fixture.ts'

const EPOCH = START / 60
const signature = `0x${'5a'.repeat(65)}` as const
const sign = (index: number, change: Partial<Report> = {}): Report =>
  reportSchema.parse({ ...plain, provider: address(index), corridor: 'NGN/bank', epoch: EPOCH + 1, views: [], ...change })
const take = (state: State, epoch: number, reports: readonly Report[], time = epoch * 60) =>
  applyEvent(state, { type: 'bundle', corridor: 'NGN/bank', epoch, entries: toBundleEntries(state, reports), time })
const names = (state: State, change = {}) => rankProviders(state, order(1, change)).ranked.map(({ provider }) => provider.toLowerCase())

describe('a report with', () => {
  const wire = () => encodeSignedReport({ report: sign(0, { views: [{ provider: address(1), advice: 5 }] }), signature })
  /** Where fields stand in the bytes: version, provider, corridor, epoch, three amounts, bucket, load, capacity, flag, number of views. */
  const offsets = { version: 0, corridor: 21, bucket: 106, load: 107, flag: 113, count: 114, advice: 115 + 30 } as const

  test.each<[string, keyof typeof offsets, readonly number[]]>([
    ['a bucket out of range', 'bucket', [128]],
    ['a load out of range', 'load', [0x27, 0x11]],
    ['a flag that is neither yes nor no', 'flag', [2]],
    ['a corridor that nobody knows', 'corridor', [0]],
    ['a version of the past', 'version', [1]],
    ['a version of the future', 'version', [3]],
    ['a field of the future, as a longer list', 'count', [2]],
    ['a view that says nothing', 'advice', [0x80]],
  ])('%s is no report', (_name, field, values) => {
    const bytes = wire()
    expect(decodeSignedReport(bytes)?.report.provider.toLowerCase()).toBe(address(0))
    bytes.set(values, offsets[field])
    expect(decodeSignedReport(bytes)).toBeUndefined()
  })

  test('a field of the future, as a key or as bytes at the end, is no report', () => {
    expect(reportSchema.safeParse({ ...sign(0), mood: 1 }).success).toBe(false)
    expect(decodeSignedReport(Uint8Array.from([...wire(), 0]))).toBeUndefined()
  })

  test('another spelling of an address is the same report, not a second one', () => {
    const lower = sign(0, { provider: address(0).toLowerCase() as Address })
    expect(hashBundle('NGN/bank', EPOCH + 1, [lower])).toBe(hashBundle('NGN/bank', EPOCH + 1, [sign(0)]))
  })

  test('numbers beyond what the model holds is taken at the limit, and ranks', () => {
    const state = network(2)
    const most = (1n << 128n) - 1n
    expect(take(state, EPOCH + 1, [sign(0, { rate: most, maxPayout: most }), sign(1)]).applied).toBe(true)
    expect(names(state)).toHaveLength(2)
    expect(stateRoot(parseState(serialiseState(state)))).toBe(stateRoot(state))
  })

  test('views of strangers, or by strangers, change nothing', () => {
    const [said, silent] = [network(2), network(2)]
    const about = [{ provider: address(88), advice: 127, probe: { failedBps: 10_000, rtt50: 1, rtt95: 1 } }]
    take(said, EPOCH + 1, [
      sign(0, { views: about }),
      sign(1),
      ...[90, 91, 92].map((index) => sign(index, { views: [{ provider: address(0), advice: -127 }] })),
    ])
    take(silent, EPOCH + 1, [sign(0), sign(1)])
    expect(stateRoot(said)).toBe(stateRoot(silent))
  })
})

describe('a bundle that is', () => {
  test('stale is ignored: the newer one stays in force', () => {
    const state = network(2)
    take(state, EPOCH + 2, [sign(0), sign(1)])
    const before = rankProviders(state, order(1))
    expect(take(state, EPOCH + 1, [sign(0, { maintenance: true })], (EPOCH + 3) * 60)).toEqual({
      applied: false,
      reason: 'bundle older than the last',
    })
    expect(names(state)).toEqual(before.ranked.map(({ provider }) => provider.toLowerCase()))
  })

  test('of the future is ignored', () => {
    const state = network(2)
    expect(take(state, EPOCH + 9, [sign(0)], START)).toEqual({ applied: false, reason: 'bundle of the future' })
    expect(names(state)).toHaveLength(2)
  })

  test('forged has another digest, whatever was changed in it', () => {
    const honest = [sign(0), sign(1, { views: [{ provider: address(0), advice: 3 }] })]
    const digest = hashBundle('NGN/bank', EPOCH + 1, honest)
    const forgeries: readonly (readonly Report[])[] = [
      honest.slice(1),
      [...honest, sign(2)],
      [sign(0, { rate: plain.rate + 1n }), ...honest.slice(1)],
      [sign(0), sign(1, { views: [{ provider: address(0), advice: 4 }] })],
      [sign(0), sign(1)],
    ]
    for (const forged of forgeries) expect(hashBundle('NGN/bank', EPOCH + 1, forged)).not.toBe(digest)
  })

  test('missing for three epochs leaves gossip out, and nobody who is registered', () => {
    const state = network(3)
    take(state, EPOCH + 4, [sign(0)])
    expect(names(state)).toEqual([address(0)]) // in force: who has no report that still stands is not eligible
    feed(state, { type: 'epoch', time: (EPOCH + 8) * 60 })
    expect(names(state)).toHaveLength(3)
  })

  test('empty leaves nobody to rank, until it expires', () => {
    const state = network(3)
    take(state, EPOCH + 4, [])
    expect(rankProviders(state, order(1)).excluded.map(({ reason }) => reason)).toEqual(['noReport', 'noReport', 'noReport'])
    feed(state, { type: 'epoch', time: (EPOCH + 8) * 60 })
    expect(names(state)).toHaveLength(3)
  })
})

test('a reorg across an epoch boundary: the copy from before, fed the other branch, is the state of who never saw the first', () => {
  const start = network(4)
  for (let index = 0; index < 60; index++) attempt(start, index, address(index % 4), { success: index % 5 > 0, time: START + index })
  const boundary = (EPOCH + 1) * 60
  const branch = (state: State, from: number, time: number) => {
    for (let index = from; index < from + 20; index++)
      attempt(state, index, address(index % 3), { success: index % 2 > 0, time: time + index - from })
    return state
  }
  const kept = copyState(start)
  const undone = branch(start, 100, boundary - 5)
  take(undone, EPOCH + 1, [sign(0, { maintenance: true })], boundary + 30)
  const mended = branch(kept, 200, boundary - 3)
  take(mended, EPOCH + 1, [sign(0), sign(1), sign(2), sign(3)], boundary + 30)

  const fresh = network(4)
  for (let index = 0; index < 60; index++) attempt(fresh, index, address(index % 4), { success: index % 5 > 0, time: START + index })
  branch(fresh, 200, boundary - 3)
  take(fresh, EPOCH + 1, [sign(0), sign(1), sign(2), sign(3)], boundary + 30)
  expect(stateRoot(mended)).toBe(stateRoot(fresh))
  expect(stateRoot(mended)).not.toBe(stateRoot(undone))
  const asked = order(1, { seed: seedOf(1) })
  expect(routeOrder(mended, asked)).toEqual(routeOrder(fresh, asked))
})

test('a provider that registers, leaves and returns: out while it is gone, one row, its history, no seniority', () => {
  const state = network(2)
  for (let index = 0; index < 20; index++) attempt(state, index, address(0), { success: false })
  const rows = state.ids.length
  feed(state, { type: 'left', provider: address(0), time: START + 60 })
  expect(names(state)).toEqual([address(1)])
  feed(state, { type: 'registered', provider: address(0), corridors: ['NGN/bank'], time: START + 600 })
  expect(state.ids.length).toBe(rows)
  expect(names(state)).toHaveLength(2)
  expect(rankProviders(state, order(1)).ranked.find(({ provider }) => provider.toLowerCase() === address(0))?.rate).toBeLessThan(49_152)
})

test('an outcome of an unknown provider is counted as ignored, and teaches nothing', () => {
  const [told, untold] = [network(2), network(2)]
  const outcome = {
    type: 'outcome',
    orderId: orderId(1),
    provider: address(66),
    corridor: 'NGN/bank',
    amount: 1n,
    payer: payerOf(1),
  } as const
  expect(applyEvent(told, { ...outcome, success: true, cause: 'none', time: START })).toEqual({
    applied: false,
    reason: 'unknown provider',
  })
  expect(told.network.ignored[0]).toBe(1)
  expect(rankProviders(told, order(1))).toEqual(rankProviders(untold, order(1)))
})

describe('eligible providers:', () => {
  test('0, in an unknown corridor, an empty network, and an order that nobody can take', () => {
    expect(rankProviders(createState(), order(1))).toEqual({ ranked: [], excluded: [] })
    expect(rankProviders(network(3), order(1, { corridor: 'GHS/mobile' })).ranked).toEqual([])
    const { ranked, excluded } = rankProviders(network(3), order(1, { payout: 10n ** 30n, amount: 10n ** 30n }))
    expect(ranked).toEqual([])
    expect(excluded).toHaveLength(3)
    expect(routeOrder(network(3), order(1, { among: [] })).digest).toMatch(/^0x[0-9a-f]{64}$/)
  })

  test('1, sound, gated, or asked for twice: it is ranked, once', () => {
    const state = network(1)
    const seeded = { seed: seedOf(1) }
    expect(names(state, seeded)).toEqual([address(0)])
    expect(names(state, { ...seeded, failed: [address(0)] })).toEqual([address(0)])
    expect(names(state, { ...seeded, among: [address(0), address(0), address(9)], pinned: [address(9), address(0)] })).toEqual([address(0)])
  })
})

test('property: whatever is told in whatever order, nothing throws and two states that heard it agree', () => {
  const index = fc.nat(5)
  const strange = fc.oneof(fc.integer(), fc.double(), fc.constant(Number.MAX_SAFE_INTEGER))
  const time = fc.oneof(fc.integer({ min: START - 600, max: START + 6_000 }), strange)
  const amount = fc.oneof(fc.constant(25_000_000n), fc.bigInt({ min: -(1n << 200n), max: 1n << 200n }))
  const of = fc.record({
    orderId: index.map(orderId),
    provider: index.map(address),
    corridor: fc.constantFrom('NGN/bank' as const, 'KES/mpesa' as const),
    amount,
    payer: index.map(payerOf),
    time,
  })
  const causes = fc.constantFrom<OutcomeCause>('none', 'other', 'recipientRejected', 'missed', 'disputed')
  const entry = fc.record({
    provider: index.map(address),
    report: fc.record({
      rate: amount,
      minPayout: amount,
      maxPayout: amount,
      liquidityBucket: strange,
      loadBps: strange,
      capacity: strange,
      maintenance: fc.boolean(),
    }),
    probe: fc.record({ failed: fc.array(strange), rtt50: fc.array(strange) }),
    advice: fc.array(strange),
  })
  const events: fc.Arbitrary<RouterEvent> = fc.oneof(
    of.map((parts) => ({ type: 'assigned' as const, ...parts })),
    fc.tuple(of, fc.boolean(), causes).map(([parts, success, cause]) => ({ type: 'outcome' as const, ...parts, success, cause })),
    fc.tuple(index, time).map(([row, at]) => ({ type: 'left' as const, provider: address(row), time: at })),
    fc
      .tuple(index, time)
      .map(([row, at]) => ({ type: 'registered' as const, provider: address(row), corridors: ['NGN/bank' as const], time: at })),
    fc
      .tuple(index, amount, amount, time)
      .map(([row, free, locked, at]) => ({ type: 'account' as const, provider: address(row), free, locked, time: at })),
    fc
      .tuple(strange, fc.array(entry, { maxLength: 4 }), time)
      .map(([epoch, entries, at]) => ({ type: 'bundle' as const, corridor: 'NGN/bank' as const, epoch, entries, time: at })),
  )
  fc.assert(
    fc.property(fc.array(events, { maxLength: 40 }), amount, amount, (told, size, payout) => {
      const [one, two] = [network(3), network(3)]
      const asked = order(1, { seed: seedOf(1), amount: size, payout })
      for (const event of told) {
        applyEvent(one, event)
        rankProviders(one, asked) // looking changes nothing
        applyEvent(two, event)
      }
      expect(stateRoot(one)).toBe(stateRoot(two))
      expect(stateRoot(parseState(serialiseState(one)))).toBe(stateRoot(one))
      expect(routeOrder(one, asked)).toEqual(routeOrder(two, asked))
    }),
    { numRuns: 150 },
  )
})
