/** Seats, votes and anchored digests: facts of the chain decide, nobody votes twice, nobody is believed. */
import { type Corridor, encodeSignedReports, fromJson, hashAnchorVote, hashStatement, type ProviderId, toJson } from '@paynode/sdk/protocol'
import { createState } from '@paynode/sdk/router'
import { type Hex, keccak256, toHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import type { ChainEvent, ChainEventBody } from '../chain/events.ts'
import { createIdentity, createRegistry, createSigned, domain, type Identity, silent } from '../gossip/gossip.fixture.ts'
import type { Network } from '../gossip/ports.ts'
import { saveBundle, saveStatement } from '../store/bundles.ts'
import { saveBlock } from '../store/chainLogs.ts'
import { saveReport } from '../store/reports.ts'
import { openStore } from '../store/store.ts'
import { listEquivocations, listVotes } from '../store/votes.ts'
import { createAnchors } from './anchors.ts'
import { createBundles } from './bundles.ts'
import { createCheckpoints } from './checkpoints.ts'
import { collectVotes } from './collectVotes.ts'
import { getAnchored, readAnchored } from './getAnchored.ts'
import { serveAnchored } from './serveAnchored.ts'
import { serveVotes } from './serveVotes.ts'
import { toAggregators } from './toAggregators.ts'
import { toBundle } from './toBundle.ts'

const corridor = 'NGN/bank' as Corridor
const EPOCH = 100
const SECONDS = 10
const signal = new AbortController().signal
const hashOf = (text: string): Hex => keccak256(toHex(text))
const anchor = `0x${'ac'.repeat(20)}` as const
const identities = [1, 2, 3, 4].map((index) => createIdentity(index))
const [one, two, three] = identities as [Identity, Identity, Identity, Identity]
const reports = await Promise.all(identities.map((identity) => createSigned(identity)))

type Handler = Parameters<Network['serve']>[1]
/** Daemons in one process; `lies` replaces what one answers. */
function createWires() {
  const handlers = new Map<string, Handler>()
  const lies = new Map<string, (body: unknown) => unknown>()
  const wire = (self: ProviderId): Network => ({
    peerId: '',
    multiaddrs: () => [],
    contacts: () => identities.flatMap(({ operator }) => (operator === self ? [] : [operator])),
    peers: () => identities.flatMap(({ operator }) => (operator === self ? [] : [operator])),
    publishReport: async () => {},
    request: async ({ to, protocol, body }) => {
      const key = `${to} ${protocol}`
      const answer = lies.has(key) ? lies.get(key)?.(body) : await handlers.get(key)?.(fromJson(toJson(body)), self, signal)
      if (answer === undefined) throw new Error('refused')
      return fromJson(toJson(answer))
    },
    serve: (protocol, handler) => void handlers.set(`${self} ${protocol}`, handler),
  })
  return { wire, lies }
}

/** A daemon that has seen an epoch and the block after it. */
function createDaemon({ operator: self, nodePrivateKey }: Identity, network: Network, heard = reports) {
  const store = openStore(':memory:')
  const view = createRegistry(identities.map(({ entry }) => entry))
  const clock = { now: () => (EPOCH + 1.5) * SECONDS * 1_000, sleep: async () => {} }
  for (const signed of heard) saveReport(store, signed, 0)
  const header = (number: number, timestamp: number) => saveBlock(store, { number, hash: hashOf(`${number}`), timestamp }, [])
  header(7, EPOCH * SECONDS + 1)
  header(8, EPOCH * SECONDS + 9)
  header(9, (EPOCH + 1) * SECONDS)
  const bundles = createBundles({ store, network, view, clock, self, epochSeconds: SECONDS, logger: silent, verify: () => true })
  const state = createState({ epochSeconds: SECONDS })
  const checkpoints = createCheckpoints((block) => ({ state, height: block - 4 }))
  checkpoints.capture(8)
  const parts = { store, network, view, clock, self, bundles, checkpoints, epochSeconds: SECONDS, heightFor: (block: number) => block - 4 }
  const signVote = (vote: Parameters<typeof hashAnchorVote>[0]) =>
    privateKeyToAccount(nodePrivateKey).sign({ hash: hashAnchorVote(vote, { chainId: domain.chainId, anchor }) })
  serveAnchored({ store, network })
  return { ...parts, vote: serveVotes({ ...parts, signVote }), signVote }
}

const statementOf = (daemon: ReturnType<typeof createDaemon>) => ({
  corridor,
  epoch: EPOCH,
  bundle: toBundle(corridor, EPOCH, reports).digest,
  height: 4,
  root: daemon.checkpoints.at(4)?.root ?? '0x',
})

const position = (block: number) => ({ block, blockHash: hashOf('b'), blockTime: block * 2, logIndex: 0, transactionHash: hashOf('t') })
const apply = (anchors: ReturnType<typeof createAnchors>, block: number, body: ChainEventBody) =>
  anchors.apply({
    header: { number: block, hash: hashOf('b'), timestamp: block * 2 },
    events: [{ ...body, position: position(block) } as ChainEvent],
  })

describe('anchors', () => {
  const anchored = (epoch: number, digest = hashOf(`${epoch}`)) =>
    ({ name: 'BundleAnchored', corridor, epoch, digest, operators: [] }) as const

  test('the latest epoch counts once its anchor lies `lag` blocks behind the order', () => {
    const anchors = createAnchors({ lag: 2, epochSeconds: SECONDS })
    apply(anchors, 50, anchored(8))
    apply(anchors, 52, anchored(9))
    expect(anchors.find(corridor, { block: 51, blockTime: 102 })).toBeUndefined()
    expect(anchors.find(corridor, { block: 53, blockTime: 106 })).toEqual({ epoch: 8, digest: hashOf('8') })
    expect(anchors.find(corridor, { block: 54, blockTime: 108 })).toEqual({ epoch: 9, digest: hashOf('9') })
    expect(anchors.find('KES/mpesa', { block: 54, blockTime: 108 })).toBeUndefined()
  })

  test('an epoch that is too old counts for nothing, and so does one of the future', () => {
    const anchors = createAnchors({ lag: 1, epochSeconds: SECONDS })
    apply(anchors, 50, anchored(9))
    expect(anchors.find(corridor, { block: 60, blockTime: 129 })?.epoch).toBe(9)
    expect(anchors.find(corridor, { block: 60, blockTime: 130 })).toBeUndefined()
    expect(anchors.find(corridor, { block: 60, blockTime: 89 })).toBeUndefined()
  })

  test('seats come and go; a fold that starts over knows nothing', () => {
    const anchors = createAnchors({ lag: 1, epochSeconds: SECONDS })
    for (const { operator } of [two, one]) apply(anchors, 5, { name: 'SeatTaken', operator, corridor })
    expect(anchors.seats(corridor)).toHaveLength(2)
    apply(anchors, 6, { name: 'SeatLost', operator: one.operator, corridor })
    expect(anchors.seats(corridor)).toEqual([{ operator: two.operator, since: 10 }])
    apply(anchors, 7, anchored(1))
    anchors.reset()
    expect(anchors.seats(corridor)).toEqual([])
    expect(anchors.digestOf(corridor, 1)).toBeUndefined()
  })
})

test('everybody names the same aggregators, whatever the order of seats; epochs begin with different ones', () => {
  const seats = identities.map(({ operator }) => operator)
  const orders = Array.from({ length: 40 }, (_, epoch) => toAggregators(epoch, seats))
  for (const [epoch, order] of orders.entries()) expect(toAggregators(epoch, seats.toReversed())).toEqual(order)
  expect(new Set(orders.map(([first]) => first)).size).toBe(seats.length)
})

describe('votes', () => {
  test('daemons that hold the same epoch vote for one digest; the votes are sorted by signer', async () => {
    const { wire } = createWires()
    const daemons = identities.map((identity) => createDaemon(identity, wire(identity.operator)))
    const [first] = daemons as [(typeof daemons)[number]]
    const digest = hashStatement(statementOf(first))
    const item = { corridor, epoch: EPOCH, digest }
    const own = await first.vote(corridor, EPOCH, digest, signal)
    const others = identities.slice(1).map(({ operator }) => operator)
    const collected = await collectVotes(
      { ...first, chainId: domain.chainId, anchor },
      item,
      others,
      'signature' in own ? own.signature : undefined,
      signal,
    )
    expect(collected.count).toBe(4)
    expect(collected.signatures.length).toBe(2 + 4 * 130)
  })

  test('nobody votes for what looks different here, for an epoch that is not over, or twice', async () => {
    const { wire } = createWires()
    const daemon = createDaemon(one, wire(one.operator))
    createDaemon(two, wire(two.operator))
    createDaemon(three, wire(three.operator))
    const digest = hashStatement(statementOf(daemon))
    expect(await daemon.vote(corridor, EPOCH, hashOf('other'), signal)).toEqual({ refused: 'the epoch looks different here' })
    expect(await daemon.vote(corridor, EPOCH + 1, digest, signal)).toEqual({ refused: expect.stringContaining('no block after') })
    expect(await daemon.vote(corridor, EPOCH, digest, signal)).toEqual({ signature: expect.any(String) })
    expect(await daemon.vote(corridor, EPOCH, hashOf('other'), signal)).toEqual({ refused: 'voted for another digest' })
    expect(listVotes(daemon.store, corridor, EPOCH, one.operator)).toHaveLength(1)
  })

  test('a daemon that was not there when the model stood at the epoch abstains', async () => {
    const { wire } = createWires()
    const daemon = createDaemon(one, wire(one.operator))
    const digest = hashStatement(statementOf(daemon))
    daemon.checkpoints.reset()
    expect(await daemon.vote(corridor, EPOCH, digest, signal)).toEqual({ refused: expect.stringContaining('was not there') })
  })

  test('silence, garbage and other people’s signatures count for nothing; two votes of one seat are proof', async () => {
    const { wire, lies } = createWires()
    const [first, liar, thief] = [one, two, three].map((identity) => createDaemon(identity, wire(identity.operator))) as [
      ReturnType<typeof createDaemon>,
      ReturnType<typeof createDaemon>,
      ReturnType<typeof createDaemon>,
    ]
    const deps = { ...first, chainId: domain.chainId, anchor }
    const ask = (digest: Hex) => collectVotes(deps, { corridor, epoch: EPOCH, digest }, [two.operator, three.operator], undefined, signal)
    const [left, right] = [hashOf('left'), hashOf('right')]
    lies.set(`${three.operator} vote`, () => ({ signature: '0x1234' }))
    lies.set(`${two.operator} vote`, () => undefined)
    expect((await ask(left)).count).toBe(0)
    const stolen = await liar.signVote({ corridor, epoch: EPOCH, digest: left })
    lies.set(`${three.operator} vote`, () => ({ signature: stolen }))
    expect((await ask(left)).count).toBe(0)
    for (const digest of [left, right]) {
      const signature = await liar.signVote({ corridor, epoch: EPOCH, digest })
      lies.set(`${two.operator} vote`, () => ({ signature }))
      expect((await ask(digest)).count).toBe(1)
    }
    expect(listEquivocations(first.store)).toMatchObject([{ provider: two.operator, kind: 'votes', epoch: EPOCH }])
    expect(listVotes(first.store, corridor, EPOCH, thief.self)).toEqual([])
  })
})

describe('bundles behind digests', () => {
  const statement = { ...statementOf(createDaemon(one, createWires().wire(one.operator))), root: hashOf('root') }
  const digest = hashStatement(statement)
  const body = encodeSignedReports(reports)
  const give = (store: ReturnType<typeof openStore>, bytes = body) => {
    saveStatement(store, digest, statement)
    saveBundle(store, { corridor, epoch: EPOCH, digest: statement.bundle, body: bytes, agreed: false }, 0)
  }

  test('are fetched from whoever has the very bytes; forged and stale ones are passed over', async () => {
    const { wire, lies } = createWires()
    const late = createDaemon(one, wire(one.operator), [])
    const giver = createDaemon(three, wire(three.operator))
    give(giver.store)
    const { bundle, height, root } = statement
    const lie = (change: object, bytes: Uint8Array) => ({ bundle, height, root, total: bytes.length, page: toHex(bytes), ...change })
    const forged = encodeSignedReports(reports.slice(1))
    for (const answer of [
      lie({}, forged),
      lie({ height: height + 1 }, body),
      lie({ page: toHex(body.subarray(1)) }, body),
      lie({ total: 1e9 }, body),
      7,
    ]) {
      lies.set(`${two.operator} bundle`, () => answer)
      lies.set(`${three.operator} bundle`, () => undefined)
      expect(await getAnchored(late, corridor, { epoch: EPOCH, digest }, signal)).toMatchObject({ type: 'pending' })
    }
    lies.delete(`${three.operator} bundle`)
    expect(await getAnchored(late, corridor, { epoch: EPOCH, digest }, signal)).toMatchObject({ type: 'found', statement })
    lies.set(`${three.operator} bundle`, () => undefined)
    expect(await getAnchored(late, corridor, { epoch: EPOCH, digest }, signal)).toMatchObject({ type: 'found' }) // it is kept now
  })

  test('a store that was tampered with has nothing', () => {
    const store = openStore(':memory:')
    give(store)
    expect(readAnchored(store, digest)?.reports).toHaveLength(4)
    store.db.prepare('UPDATE statements SET height = height + 1').run()
    expect(readAnchored(store, digest)).toBeUndefined()
    const other = openStore(':memory:')
    give(other, encodeSignedReports(reports.slice(0, 3)))
    expect(readAnchored(other, digest)).toBeUndefined()
  })

  test('what was agreed outlives a restart, and double reports leave a proof', async () => {
    const { wire } = createWires()
    const daemon = createDaemon(one, wire(one.operator))
    const others = [two, three].map((identity) => createDaemon(identity, wire(identity.operator)))
    saveReport(daemon.store, await createSigned(two, { rate: 1n }), 0)
    for (const { bundles } of [daemon, ...others]) await bundles.getAgreedBundle(corridor, EPOCH, signal)
    const agreed = await daemon.bundles.getAgreedBundle(corridor, EPOCH, signal)
    expect(agreed).toMatchObject({ type: 'agreed', reports: { length: 3 } })
    expect(listEquivocations(daemon.store)).toMatchObject([{ provider: two.operator, kind: 'reports' }])
    const { view, clock, store } = daemon
    const restarted = createBundles({
      store,
      network: createWires().wire(one.operator),
      view,
      clock,
      self: one.operator,
      epochSeconds: SECONDS,
      logger: silent,
      verify: () => true,
    })
    const { digest: before, reports: counted } = agreed as Extract<typeof agreed, { type: 'agreed' }>
    expect(await restarted.getAgreedBundle(corridor, EPOCH, signal)).toMatchObject({ type: 'agreed', digest: before, reports: counted })
  })
})
