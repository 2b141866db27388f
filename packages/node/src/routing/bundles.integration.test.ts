/** Four daemons over real TCP: parted while they report, together again, and of one mind about the reports and the ranking. */
import { type OrderId, orderDefaults, type SignedReport } from '@paynode/sdk/protocol'
import { createState } from '@paynode/sdk/router'
import { getAddress, keccak256 } from 'viem'
import { afterEach, expect, test, vi } from 'vitest'
import { createCounts, createIdentity, createRegistry, createSigned, domain, type Identity, silent } from '../gossip/gossip.fixture.ts'
import { createNetwork } from '../gossip/service.ts'
import { recoverReportSigner } from '../gossip/verify.ts'
import type { OrderRecord } from '../orders/types.ts'
import { systemClock } from '../runtime/clock.ts'
import { noMetrics } from '../runtime/metrics.ts'
import { getRanking } from '../store/rankings.ts'
import { listReports, saveReport } from '../store/reports.ts'
import { openStore } from '../store/store.ts'
import { createBundles } from './bundles.ts'
import { freezeSnapshots } from './freeze.ts'
import { createRouteHandler } from './route.ts'

const EPOCH_SECONDS = 3_600
const signal = new AbortController().signal
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()))
})
const until = (check: () => boolean) => vi.waitFor(() => expect(check()).toBe(true), { timeout: 20_000, interval: 25 })

const at = (digit: string) => getAddress(`0x${digit.repeat(40)}`)
const orderId = keccak256('0x07') as OrderId
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

/** A daemon with a registry of its own, so that a test can make it see nobody. The epoch ends when the test says so. */
async function startDaemon(identity: Identity, time: { ahead: number }) {
  const registry = createRegistry([])
  const clock = { ...systemClock, now: () => systemClock.now() + time.ahead }
  const store = openStore(':memory:')
  const onReport = (signed: SignedReport) => saveReport(store, signed, clock.now())
  const { operator: self, nodePrivateKey } = identity
  const shared = { view: registry, self, epochSeconds: EPOCH_SECONDS, clock, logger: silent }
  const network = await createNetwork({
    ...domain,
    ...shared,
    nodePrivateKey,
    listen: ['/ip4/127.0.0.1/tcp/0'],
    bootstrap: [],
    metrics: createCounts(),
    signal,
    onReport,
  })
  closers.push(network.close)
  const verify = (signed: SignedReport) =>
    recoverReportSigner(signed, domain)?.toLowerCase() === registry.provider(signed.report.provider)?.nodeAddress.toLowerCase()
  const bundles = createBundles({ ...shared, store, network, verify })
  const handler = createRouteHandler({
    ...shared,
    store,
    metrics: noMetrics,
    getAgreedBundle: bundles.getAgreedBundle,
  })
  const entry = { ...identity.entry, multiaddrs: network.multiaddrs() }
  return { ...identity, entry, registry, network, store, onReport, clock, handler }
}

test('behavior: what was missed during a partition is fetched, and all rank alike', async () => {
  const time = { ahead: 0 }
  const daemons = await Promise.all([1, 2, 3, 4].map((index) => startDaemon(createIdentity(index), time)))
  const connect = (groups: (typeof daemons)[number][][]) => {
    for (const group of groups) for (const daemon of group) for (const { entry } of group) daemon.registry.register(entry)
  }
  const [one, two, three, four] = daemons as [
    (typeof daemons)[number],
    (typeof daemons)[number],
    (typeof daemons)[number],
    (typeof daemons)[number],
  ]
  connect([
    [one, two],
    [three, four],
  ])
  await until(() => daemons.every(({ network }) => network.peers().length === 1))

  const epoch = Math.floor(one.clock.now() / 1_000 / EPOCH_SECONDS)
  for (const daemon of daemons) {
    const signed = await createSigned(daemon, { epoch, rate: 160_000n + BigInt(daemon.operator.charCodeAt(5)) })
    daemon.onReport(signed)
    await daemon.network.publishReport(signed)
  }
  await until(() => daemons.every(({ store }) => listReports(store, 'NGN/bank', epoch).length === 2))

  connect([daemons])
  await until(() => daemons.every(({ network }) => network.peers().length === 3))
  time.ahead = EPOCH_SECONDS * 1_000
  const blockTime = (epoch + 1) * EPOCH_SECONDS
  const created = { block: 9, blockHash: keccak256('0x09'), blockTime, logIndex: 0, transactionHash: keccak256('0x01') }
  for (const { store, registry } of daemons) {
    const view = {
      ...registry,
      account: () => ({ free: 10_000_000n, locked: 0n }),
      order: () => ({ id: orderId, order, status: 'open' as const, created, changed: created }),
    }
    freezeSnapshots(
      { store, view, modelFor: () => ({ state: createState({ epochSeconds: EPOCH_SECONDS }) }), bondOf: (amount) => amount / 10n },
      [orderId],
    )
  }
  const record = { id: orderId, corridor: 'NGN/bank' } as unknown as OrderRecord // routing reads nothing else
  const routes = await Promise.all(
    daemons.map(({ handler }) =>
      vi.waitFor(
        async () => {
          const result = await handler({ record, attempts: 0, signal })
          if (result.type !== 'events' || result.events[0]?.type !== 'routed') throw new Error('not agreed yet')
          return result.events[0]
        },
        { timeout: 20_000, interval: 25 },
      ),
    ),
  )
  expect(new Set(routes.map(({ route }) => route)).size).toBe(1)
  expect(routes.map(({ ranking }) => ranking)).toEqual(Array.from({ length: 4 }, () => routes[0]?.ranking))
  expect(routes.map(({ rank }) => rank).sort()).toEqual([0, 1, 2, 3])
  expect(new Set(daemons.map(({ store }) => getRanking(store, orderId)?.bundleDigest)).size).toBe(1)
})
