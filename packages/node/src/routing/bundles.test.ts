/** Agreement on an epoch's reports: the same set for everybody, whatever came first, whoever lies or sleeps. */
import { fromJson, type ProviderId, type Report, type SignedReport, toJson } from '@paynode/sdk/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createIdentity, createRegistry, createSigned, domain, type Identity, silent } from '../gossip/gossip.fixture.ts'
import type { Network, PeerProtocol } from '../gossip/ports.ts'
import { recoverReportSigner } from '../gossip/verify.ts'
import { listReports, saveReport } from '../store/reports.ts'
import { openStore } from '../store/store.ts'
import { createBundles } from './bundles.ts'
import { toBundle } from './toBundle.ts'

const EPOCH = 100
const corridor = 'NGN/bank'
const forever = new AbortController().signal
type Handler = Parameters<Network['serve']>[1]

/** Daemons in one process. `cut` separates pairs, `lie` replaces what a daemon answers. */
function createWorld(identities: readonly Identity[], members = identities, delay: (to: ProviderId) => Promise<void> = async () => {}) {
  const view = createRegistry(members.map(({ entry }) => entry))
  const handlers = new Map<string, Handler>()
  const cut = new Set<string>()
  const lies = new Map<string, unknown>()
  const time = { now: (EPOCH + 1.5) * 10_000 }
  const requests: string[] = []
  const start = (self: ProviderId) => {
    const store = openStore(':memory:')
    const network: Network = {
      peerId: '',
      multiaddrs: () => [],
      contacts: () => identities.flatMap(({ operator }) => (operator === self || isCut(self, operator) ? [] : [operator])),
      peers: () => identities.flatMap(({ operator }) => (operator === self || isCut(self, operator) ? [] : [operator])),
      publishReport: async () => {},
      request: async ({ to, protocol, body, signal }) => {
        requests.push(`${protocol} ${to}`)
        await delay(to)
        if (isCut(self, to)) throw new Error('unreachable')
        const lie = lies.get(`${to} ${protocol}`)
        const answer = lie ?? (await handlers.get(`${to} ${protocol}`)?.(fromJson(toJson(body)), self, signal))
        if (answer === undefined) throw new Error('unsupported')
        return fromJson(toJson(answer))
      },
      serve: (protocol: PeerProtocol, handler) => void handlers.set(`${self} ${protocol}`, handler),
    }
    const verify = (signed: SignedReport) =>
      recoverReportSigner(signed, domain)?.toLowerCase() === view.provider(signed.report.provider)?.nodeAddress.toLowerCase()
    const clock = { now: () => time.now, sleep: async () => {} }
    const bundles = createBundles({ store, network, view, clock, self, epochSeconds: 10, logger: silent, verify })
    return {
      self,
      store,
      hear: (...reports: SignedReport[]) => {
        for (const signed of reports) saveReport(store, signed, 0)
      },
      ask: (signal: AbortSignal = forever) => bundles.getAgreedBundle(corridor, EPOCH, signal),
    }
  }
  const isCut = (left: ProviderId, right: ProviderId) => cut.has(`${left} ${right}`) || cut.has(`${right} ${left}`)
  return { view, time, cut, lies, requests, nodes: identities.map(({ operator }) => start(operator)), start }
}

type Daemon = ReturnType<typeof createWorld>['nodes'][number]

/** Everybody asks in turn until everybody agrees. */
async function settle(nodes: readonly Daemon[], rounds = 12) {
  const digests = new Map<Daemon, string>()
  for (let round = 0; round < rounds && digests.size < nodes.length; round++) {
    for (const node of nodes) {
      const answer = await node.ask()
      if (answer.type === 'agreed') digests.set(node, answer.digest)
    }
  }
  return nodes.map((node) => digests.get(node))
}

const identities = [1, 2, 3, 4].map((index) => createIdentity(index))
const [one, two, three, four] = identities as [Identity, Identity, Identity, Identity]
const reports = await Promise.all(identities.map((identity) => createSigned(identity)))
const [first, second, third, fourth] = reports as [SignedReport, SignedReport, SignedReport, SignedReport]
const everything = toBundle(corridor, EPOCH, reports).digest

describe('toBundle', () => {
  test('property: the order and the number of arrivals change nothing', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...reports, ...reports], { minLength: 8 }), (arrived) => {
        expect(toBundle(corridor, EPOCH, arrived)).toEqual(toBundle(corridor, EPOCH, reports))
      }),
    )
  })

  test('behavior: an equivocator is dropped, the others stay', async () => {
    const other = await createSigned(one, { rate: 1n })
    expect(toBundle(corridor, EPOCH, [...reports, other]).reports.map(({ provider }) => provider)).not.toContain(one.operator)
    expect(toBundle(corridor, EPOCH, [...reports, other]).digest).toBe(toBundle(corridor, EPOCH, [second, third, fourth]).digest)
  })
})

describe('getAgreedBundle', () => {
  test('property: daemons that heard different parts agree on the whole', async () => {
    const part = fc.shuffledSubarray(reports)
    await fc.assert(
      fc.asyncProperty(part, part, part, async (left, middle, right) => {
        const { nodes } = createWorld([one, two, three])
        for (const [index, heard] of [left, middle, right].entries()) nodes[index]?.hear(...heard)
        const digests = await settle(nodes)
        expect(new Set(digests).size).toBe(1)
        const known = toBundle(corridor, EPOCH, [...left, ...middle, ...right]).digest
        // A majority that holds the same set may decide before it hears of more.
        const majority = [left, middle, right].map((heard) => toBundle(corridor, EPOCH, heard.filter(isOfThree)).digest)
        const allowed = [toBundle(corridor, EPOCH, [...left, ...middle, ...right].filter(isOfThree)).digest, known, ...majority]
        expect(allowed).toContain(digests[0])
      }),
      { numRuns: 40 },
    )
  })

  test('property: daemons that ask at the same time, over links of uneven speed, agree', async () => {
    const parts = fc.array(fc.shuffledSubarray(reports), { minLength: 3, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(parts, fc.infiniteStream(fc.nat(20)), async (heard, ticks) => {
        const some = identities.slice(0, heard.length)
        const { nodes } = createWorld(some, some, async () => {
          for (let left = ticks.next().value ?? 0; left > 0; left--) await Promise.resolve()
        })
        for (const [index, items] of heard.entries()) nodes[index]?.hear(...items)
        const digests = await Promise.all(nodes.map(async (node) => (await settle([node], 400))[0]))
        expect(new Set(digests).size).toBe(1)
        expect(digests[0]).toBeDefined()
      }),
      { numRuns: 40, seed: 7 },
    )
  })

  test('behavior: a lone provider agrees with itself', async () => {
    const { nodes } = createWorld([one])
    nodes[0]?.hear(first)
    expect(await settle(nodes)).toEqual([toBundle(corridor, EPOCH, [first]).digest])
  })

  test('behavior: nobody reported: an empty bundle is agreed', async () => {
    const { nodes } = createWorld([one, two])
    expect(await nodes[0]?.ask()).toMatchObject({ type: 'agreed', digest: toBundle(corridor, EPOCH, []).digest, reports: [] })
  })

  test('behavior: an epoch that has just closed is waited for', async () => {
    const { nodes, time } = createWorld([one])
    time.now = (EPOCH + 1) * 10_000
    expect(await nodes[0]?.ask()).toMatchObject({ type: 'pending' })
  })

  test('behavior: a partition heals by request, nothing is republished', async () => {
    const { nodes, cut } = createWorld(identities)
    const [a, b, c, d] = nodes as [Daemon, Daemon, Daemon, Daemon]
    for (const left of [a, b]) for (const right of [c, d]) cut.add(`${left.self} ${right.self}`)
    a.hear(first, second)
    b.hear(first)
    c.hear(third, fourth)
    d.hear(fourth)
    cut.clear()
    expect(await settle(nodes)).toEqual([everything, everything, everything, everything])
  })

  test('behavior: agreed is agreed: a late report changes nothing, and who comes late takes what the majority holds', async () => {
    const { nodes, cut } = createWorld([one, two, three])
    const [a, b, c] = nodes as [Daemon, Daemon, Daemon]
    cut.add(`${a.self} ${c.self}`).add(`${b.self} ${c.self}`)
    a.hear(first, second)
    b.hear(first, second)
    const settled = toBundle(corridor, EPOCH, [first, second]).digest
    expect(await settle([a, b])).toEqual([settled, settled])
    cut.clear()
    c.hear(third)
    a.hear(third)
    expect(await settle([a, b, c])).toEqual([settled, settled, settled])
  })

  test('behavior: an equivocator that tells everybody something else is dropped by all', async () => {
    const { nodes } = createWorld([one, two, three])
    const [a, b, c] = nodes as [Daemon, Daemon, Daemon]
    const other = await createSigned(three, { rate: 1n })
    a.hear(first, second, third)
    b.hear(first, second, other)
    c.hear(first, second)
    const without = toBundle(corridor, EPOCH, [first, second]).digest
    expect(await settle([a, b])).toEqual([without, without])
    expect(listReports(a.store, corridor, EPOCH)).toHaveLength(4)
  })

  test('behavior: who claims a digest and cannot show its reports loses its vote', async () => {
    const { nodes, lies } = createWorld([one, two])
    nodes[0]?.hear(first)
    lies.set(`${two.operator} digests`, { digest: `0x${'ab'.repeat(32)}`, frozen: true })
    lies.set(`${two.operator} reports`, { reports: [] })
    expect(await nodes[0]?.ask()).toMatchObject({ type: 'pending' })
    expect(await settle(nodes.slice(0, 1))).toEqual([toBundle(corridor, EPOCH, [first]).digest])
  })

  test('error: forged, foreign and strange reports of a peer are not taken', async () => {
    const { nodes, lies } = createWorld([one, two])
    const forged = { ...second, report: { ...second.report, rate: 5n } }
    const stranger = await createSigned(createIdentity(9))
    const otherEpoch = await createSigned(two, { epoch: EPOCH + 1 })
    lies.set(`${two.operator} digests`, { digest: `0x${'ab'.repeat(32)}`, frozen: false })
    lies.set(`${two.operator} reports`, { reports: [forged, stranger, otherEpoch] })
    nodes[0]?.hear(first)
    await settle(nodes.slice(0, 1))
    expect(listReports(nodes[0]?.store ?? openStore(':memory:'), corridor, EPOCH)).toEqual([first])
    lies.set(`${two.operator} reports`, { reports: 'nonsense' })
    lies.set(`${two.operator} digests`, 7)
    expect(await settle(nodes.slice(0, 1))).toEqual([toBundle(corridor, EPOCH, [first]).digest])
  })

  test('behavior: the majority outvotes a daemon that keeps claiming something else', async () => {
    const { nodes, lies } = createWorld([one, two, three])
    nodes[0]?.hear(first)
    nodes[1]?.hear(second)
    lies.set(`${three.operator} digests`, { digest: toBundle(corridor, EPOCH, []).digest, frozen: true })
    lies.set(`${three.operator} reports`, { reports: [] })
    const both = toBundle(corridor, EPOCH, [first, second]).digest
    expect(await settle(nodes.slice(0, 2))).toEqual([both, both])
  })

  test('behavior: a daemon that was away asks the ones that were there, however long ago', async () => {
    const world = createWorld([one, two, three, four])
    const [a, b, c, d] = world.nodes as [Daemon, Daemon, Daemon, Daemon]
    a.hear(...reports)
    b.hear(...reports)
    c.hear(...reports)
    expect(await settle([a, b, c])).toEqual([everything, everything, everything])
    world.time.now += 1_000_000
    world.cut.add(`${d.self} ${b.self}`).add(`${d.self} ${c.self}`)
    expect(await settle([d])).toEqual([everything])
  })

  test('behavior: a daemon outside the corridor follows its members and never votes', async () => {
    const { nodes } = createWorld([one, two, three], [one, two])
    nodes[0]?.hear(first, second)
    nodes[1]?.hear(first, second)
    nodes[2]?.hear(first)
    const both = toBundle(corridor, EPOCH, [first, second]).digest
    expect(await settle(nodes)).toEqual([both, both, both])
  })

  test('behavior: reports of a revoked provider count for nobody', async () => {
    const { nodes, view } = createWorld([one, two, three])
    nodes[0]?.hear(first, second, third)
    nodes[1]?.hear(first, second)
    view.revoke(three.operator)
    const both = toBundle(corridor, EPOCH, [first, second]).digest
    expect(await settle(nodes.slice(0, 2))).toEqual([both, both])
  })

  test('behavior: peers that are away are not asked while those at hand can decide', async () => {
    const { nodes, cut, requests } = createWorld([one, two, three])
    cut.add(`${one.operator} ${three.operator}`).add(`${two.operator} ${three.operator}`)
    await settle(nodes.slice(0, 2))
    expect(requests.filter((request) => request.endsWith(three.operator))).toEqual([])
  })

  test('behavior: two callers share one exchange, an abort stops it', async () => {
    const { nodes, requests } = createWorld([one, two])
    const answers = await Promise.all([nodes[0]?.ask(), nodes[0]?.ask()])
    expect(answers.map((answer) => answer?.type)).toEqual(['agreed', 'agreed'])
    expect(requests).toHaveLength(1)
    const other = createWorld([one, two])
    other.lies.set(`${two.operator} digests`, undefined)
    other.cut.add(`${one.operator} ${two.operator}`)
    await expect(other.nodes[0]?.ask(AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop')
  })
})

const isOfThree = ({ report }: { readonly report: Report }) => report.provider !== four.operator
