/** From a frozen snapshot and an agreed bundle to a ranking that every daemon computes alike. */
import { type OrderId, orderDefaults, type ProviderId, type Report } from '@paynode/sdk/protocol'
import { createState, parseState, type Ranking } from '@paynode/sdk/router'
import fc from 'fast-check'
import { getAddress, type Hex, keccak256 } from 'viem'
import { describe, expect, test } from 'vitest'
import type { ChainView } from '../chain/ports.ts'
import { createIdentity, createRegistry, createReport } from '../gossip/gossip.fixture.ts'
import type { OrderRecord } from '../orders/types.ts'
import { noMetrics } from '../runtime/metrics.ts'
import { getRanking, saveRanking } from '../store/rankings.ts'
import { getSnapshot } from '../store/snapshots.ts'
import { openStore } from '../store/store.ts'
import { freezeSnapshots } from './freeze.ts'
import { createRouteHandler, toBundleEpoch } from './route.ts'
import { toBundle } from './toBundle.ts'

const identities = [1, 2, 3].map((index) => createIdentity(index))
const operators = identities.map(({ operator }) => operator)
const orderId = keccak256('0x07') as OrderId
const at = (digit: string) => getAddress(`0x${digit.repeat(40)}`)
const created = { block: 9, blockHash: keccak256('0x09'), blockTime: 1_015, logIndex: 0, transactionHash: keccak256('0x01') }
const order = {
  ...orderDefaults,
  payer: at('a'),
  refundTo: at('a'),
  token: at('c'),
  amount: 25_000_000n,
  payout: 3_900_000n,
  corridor: 'NGN/bank' as const,
  recipientHash: keccak256('0x02'),
  reclaimAfter: 3_000,
  turnSeconds: 6,
  claimBy: 2_000,
  payWindow: 600,
  salt: 1n,
}
const reports = operators.map((operator, index) => createReport(operator, { rate: 160_000n + BigInt(index) * 1_000n }))

function setUp({
  entries = identities.map(({ entry }) => entry),
  free = 10_000_000n,
}: {
  entries?: Parameters<typeof createRegistry>[0]
  free?: bigint
} = {}) {
  const store = openStore(':memory:')
  const view: ChainView = {
    ...createRegistry(entries),
    account: () => ({ free, locked: 0n }),
    order: (id) => (id === orderId ? { id, order, status: 'open', created, changed: created } : undefined),
  }
  const freeze = () =>
    freezeSnapshots({ store, view, modelFor: () => ({ state: createState({ epochSeconds: 10 }) }), bondOf: (amount) => amount / 10n }, [
      orderId,
    ])
  const route = (
    arrived: readonly Report[] | string,
    self: ProviderId = operators[0] as ProviderId,
    attempts = 0,
    ended?: OrderRecord['ended'],
  ) =>
    createRouteHandler({
      store,
      self,
      clock: { now: () => 5_000, sleep: async () => {} },
      epochSeconds: 10,
      metrics: noMetrics,
      getAgreedBundle: async (corridor, epoch) => {
        expect([corridor, epoch]).toEqual(['NGN/bank', 100])
        if (typeof arrived === 'string') return { type: 'pending', reason: arrived }
        return {
          type: 'agreed',
          ...toBundle(
            corridor,
            epoch,
            arrived.map((report) => ({ report, signature: '0x' as Hex })),
          ),
        }
      },
    })({ record: { id: orderId, corridor: 'NGN/bank', ended } as unknown as OrderRecord, attempts, signal: new AbortController().signal }) // reads nothing else
  return { store, freeze, route }
}

describe('toBundleEpoch', () => {
  test.each([
    [1_000, 99],
    [1_009, 99],
    [1_010, 100],
    [1_019, 100],
  ])('behavior: block time %i reads epoch %i, the last that was closed', (blockTime, epoch) => {
    expect(toBundleEpoch(blockTime, 10)).toBe(epoch)
  })
})

describe('freezeSnapshots', () => {
  test('behavior: keeps the block, the terms and every provider of the corridor in order', () => {
    const other = createIdentity(4, ['KES/mpesa']).entry
    const { store, freeze } = setUp({ entries: [...identities.map(({ entry }) => entry).reverse(), other] })
    freeze()
    const snapshot = getSnapshot(store, orderId)
    expect(snapshot).toMatchObject({
      block: 9,
      blockTime: 1_015,
      order: { amount: order.amount, bondRequired: 2_500_000n, seed: created.blockHash },
    })
    const sorted = [...operators].sort((left, right) => (left.toLowerCase() < right.toLowerCase() ? -1 : 1))
    expect(parseState(snapshot?.state ?? '').ids).toEqual(sorted.map((operator) => operator.toLowerCase()))
  })

  test('behavior: an order that is over leaves no snapshot, but the model learns on', () => {
    const { store } = setUp()
    const asked: number[] = []
    const found = { id: orderId, order, status: 'open', created, changed: created } as const
    const modelFor = (block: number) => {
      asked.push(block)
      return { state: createState({ epochSeconds: 10 }) }
    }
    freezeSnapshots(
      { store, view: { ...createRegistry([]), order: () => found }, modelFor, bondOf: () => 0n },
      [orderId],
      new Set([orderId]),
    )
    expect([getSnapshot(store, orderId), asked]).toEqual([undefined, [created.block]])
  })

  test('error: an order that the view does not know', () => {
    const { store } = setUp()
    const deps = { store, view: createRegistry([]), modelFor: () => ({ state: createState({ epochSeconds: 10 }) }), bondOf: () => 0n }
    expect(() => freezeSnapshots(deps, [orderId])).toThrow('not in the view')
  })
})

describe('route', () => {
  test('property: the order of arrival and of registration changes neither ranking nor digest', async () => {
    const reference = setUp()
    reference.freeze()
    const expected = await reference.route(reports)
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(reports, { minLength: 3 }),
        fc.shuffledSubarray(identities, { minLength: 3 }),
        async (arrived, registered) => {
          const { freeze, route } = setUp({ entries: registered.map(({ entry }) => entry) })
          freeze()
          expect(await route(arrived)).toEqual(expected)
        },
      ),
      { numRuns: 30 },
    )
  })

  test('behavior: everybody finds its own place, and the decision is stored to be explained', async () => {
    const { store, freeze, route } = setUp()
    freeze()
    const ranks = []
    for (const self of [...operators, at('f')]) {
      const result = await route(reports, self)
      ranks.push(result.type === 'events' && result.events[0]?.type === 'routed' ? result.events[0].rank : undefined)
    }
    expect([...ranks.slice(0, 3)].sort()).toEqual([0, 1, 2])
    expect(ranks[3]).toBe(-1)
    const stored = getRanking(store, orderId)
    expect(stored?.ranking.ranked).toHaveLength(3)
    expect(stored?.bundleDigest).toBe(
      toBundle(
        'NGN/bank',
        100,
        reports.map((report) => ({ report, signature: '0x' as Hex })),
      ).digest,
    )
  })

  test('behavior: who did not report or has no stake is left out with the reason', async () => {
    const { store, freeze, route } = setUp({ free: 1n })
    freeze()
    await route(reports.slice(0, 2))
    expect(
      getRanking(store, orderId)
        ?.ranking.excluded.map(({ reason }) => reason)
        .sort(),
    ).toEqual(['noReport', 'stakeTooLow', 'stakeTooLow'])
  })

  test('behavior: an empty bundle ranks nobody', async () => {
    const { freeze, route } = setUp()
    freeze()
    expect(await route([])).toMatchObject({ type: 'events', events: [{ type: 'routed', ranking: [], rank: -1 }] })
  })

  test('behavior: waits for the snapshot, for agreement, and less eagerly when it takes long', async () => {
    const { freeze, route } = setUp()
    expect(await route(reports)).toMatchObject({ type: 'retry' })
    freeze()
    expect(await route('not yet')).toEqual({ type: 'retry', at: 5_200, reason: 'not yet' })
    expect(await route('not yet', undefined, 100)).toEqual({ type: 'retry', at: 7_000, reason: 'not yet' })
  })

  test('behavior: an order that was over before its block was read is not ranked, and not waited for', async () => {
    const { freeze, route } = setUp()
    expect(await route(reports, undefined, 0, 'settled')).toEqual({ type: 'events', events: [] })
    freeze()
    expect(await route(reports, undefined, 0, 'settled')).toMatchObject({ type: 'events', events: [{ type: 'routed' }] })
  })
})

describe('saveRanking', () => {
  test('behavior: after a reorg the new decision replaces the old one', () => {
    const store = openStore(':memory:')
    const ranking: Ranking = { ranked: [], excluded: [], digest: '0x01' }
    saveRanking(store, orderId, { bundleDigest: '0x02', ranking })
    saveRanking(store, orderId, { bundleDigest: '0x03', ranking: { ...ranking, digest: '0x04' } })
    expect(getRanking(store, orderId)).toEqual({ bundleDigest: '0x03', ranking: { ...ranking, digest: '0x04' } })
    expect(getRanking(store, keccak256('0x08') as OrderId)).toBeUndefined()
  })
})
