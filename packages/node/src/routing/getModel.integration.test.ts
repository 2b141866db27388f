/** A daemon that comes late gets the model by its root over real TCP, replays the rest, and ranks like the others; false leaves are refused. */
import { gzipSync } from 'node:zlib'
import type { Corridor } from '@paynode/sdk/protocol'
import {
  applyEvent,
  createState,
  parseState,
  type RouterEvent,
  routeOrder,
  type State,
  serialiseState,
  stateRoot,
} from '@paynode/sdk/router'
import { type Hex, keccak256, toHex } from 'viem'
import { afterEach, expect, test, vi } from 'vitest'
import { createCounts, createIdentity, createRegistry, domain, silent } from '../gossip/gossip.fixture.ts'
import { createNetwork } from '../gossip/service.ts'
import { systemClock } from '../runtime/clock.ts'
import { getModelBody, saveModel } from '../store/models.ts'
import { openStore } from '../store/store.ts'
import { getModel } from './getModel.ts'
import { toPage } from './pages.ts'
import { serveAnchored } from './serveAnchored.ts'

const corridor: Corridor = 'NGN/bank'
const START = 1_700_000_040
const signal = new AbortController().signal
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()))
})
const identities = [1, 2, 3].map((index) => createIdentity(index))
const hash = (text: string): Hex => keccak256(toHex(text))

async function startDaemons() {
  const view = createRegistry(identities.map(({ entry }) => entry))
  const daemons = await Promise.all(
    identities.map(async (identity) => {
      const store = openStore(':memory:')
      const shared = {
        view,
        self: identity.operator,
        epochSeconds: 60,
        clock: systemClock,
        logger: silent,
        metrics: createCounts(),
        signal,
      }
      const network = await createNetwork({
        ...domain,
        ...shared,
        nodePrivateKey: identity.nodePrivateKey,
        listen: ['/ip4/127.0.0.1/tcp/0'],
        bootstrap: [],
        onReport: () => {},
      })
      closers.push(network.close)
      view.register({ ...identity.entry, multiaddrs: network.multiaddrs() })
      return { store, network, view, self: identity.operator }
    }),
  )
  await vi.waitFor(() => expect(daemons.every(({ network }) => network.peers().length === 2)).toBe(true), { timeout: 20_000, interval: 25 })
  return daemons as [(typeof daemons)[number], (typeof daemons)[number], (typeof daemons)[number]]
}

/** The chain’s events: many providers, orders that succeed and fail, some under way at the height. */
function* listEvents(from: number, to: number): Generator<RouterEvent> {
  const providerOf = (index: number) => `0x${hash(`provider ${index}`).slice(26)}` as const
  for (let index = from; index < to; index++) {
    const time = START + index * 7
    const provider = providerOf(index % 400)
    if (index < 400) yield { type: 'registered', provider, corridors: [corridor], time }
    if (index < 400) yield { type: 'account', provider, free: 10n ** 9n, locked: 0n, time }
    const payer = providerOf(10_000 + (index % 50))
    const attempt = { orderId: hash(`order ${index}`), provider, corridor, amount: 25_000_000n, payer } as const
    yield { type: 'assigned', ...attempt, time }
    if (index % 11 > 0)
      yield { type: 'outcome', ...attempt, success: index % 5 > 0, cause: index % 5 > 0 ? 'none' : 'other', time: time + 5 }
  }
}
const replay = (state: State, from: number, to: number) => {
  for (const event of listEvents(from, to)) applyEvent(state, event)
  return state
}
const order = { orderId: hash('x'), corridor, amount: 25_000_000n, payout: 3_900_000n, bondRequired: 1n, seed: hash('seed') } as const

test('root, leaves, tail: the next ranking agrees bit for bit, whoever lies about the leaves', async () => {
  const [late, liar, honest] = await startDaemons()
  const model = replay(createState(), 0, 1_200)
  const [root, text, height] = [stateRoot(model), serialiseState(model), 96]
  const ask = () => getModel(late, corridor, { root, height }, signal)
  serveAnchored(honest)

  let lie = ''
  liar.network.serve('model', async (body) => toPage(gzipSync(lie), (body as { offset: number }).offset))
  const lies: readonly (readonly [string, string])[] = [
    ['leaves of another history', serialiseState(replay(createState(), 0, 1_199))],
    ['one counter more', text.replace(/65536/, '65537')],
    ['a blank that no leaf has', `${text.slice(0, -1)} }`],
    ['a key that no leaf has', `${text.slice(0, -1)},"note":1}`],
    ['no model', '{"version":"paynode"}'],
    ['no JSON', 'leaves'],
  ]
  for (const [name, said] of lies) {
    lie = said
    expect(said, name).not.toBe(text)
    expect(await ask(), name).toBeUndefined() // the honest one does not have it yet
    expect(getModelBody(late.store, root), name).toBeUndefined()
  }

  saveModel(honest.store, root, height, text)
  const fetched = await ask()
  expect(fetched).toBe(text)
  expect(getModelBody(late.store, root)).toBeDefined()

  const joined = replay(parseState(fetched ?? ''), 1_200, 1_500)
  const always = replay(model, 1_200, 1_500)
  expect(stateRoot(joined)).toBe(stateRoot(always))
  expect(routeOrder(joined, order)).toEqual(routeOrder(always, order))
}, 60_000)
