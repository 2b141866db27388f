/** Golden streams: seeded events of every kind, sound and unsound, and the digest of all states and rankings on the way. */
import { type Address, type Hex, keccak256, stringToHex } from 'viem'
import { mix } from './integer.ts'
import { applyEvent } from './model/apply.ts'
import type { BundleEntry, RouterEvent } from './model/events.ts'
import { stateRoot } from './model/root.ts'
import { createState, type State } from './model/state.ts'
import { rankProviders } from './rank.ts'
import type { RoutingOrder } from './types.ts'

/** What a stream is drawn from. */
export type GoldenSpec = { readonly seed: number; readonly events: number; readonly providers: number; readonly every: number }
/** What every runtime must get: the last root, and a digest over the rankings and roots taken every `every` events. */
export type GoldenResult = { readonly root: Hex; readonly digest: Hex; readonly outcomes: number; readonly ignored: number }

const corridors = ['NGN/bank', 'KES/mpesa', 'GHS/mobile'] as const
const causes = ['expired', 'recipientRejected', 'pspUnavailable', 'insufficientFloat', 'other', 'missed', 'disputed'] as const

/** Runs a stream. */
export function runGolden(spec: GoldenSpec): GoldenResult {
  let digest: Hex = '0x'
  const state = play(spec, (at, index, draw) => {
    digest = keccak256(stringToHex(`${digest}${stateRoot(at)}${describeRanking(at, index, draw)}`))
  })
  return { root: stateRoot(state), digest, outcomes: state.network.outcomes[0] ?? 0, ignored: state.network.ignored[0] ?? 0 }
}

/** The state after a stream. */
export const createGoldenState = (spec: GoldenSpec): State => play(spec, () => {})

/** An order to rank in it; its amount is of band `index % 3`. */
export function goldenOrder(index: number): RoutingOrder {
  const amount = [20_000_000n, 90_000_000n, 900_000_000n][index % 3] ?? 1n
  const seed = index % 4 === 3 ? '0x' : idOf(index + 500)
  return { orderId: idOf(index + 9_000_000), corridor: 'NGN/bank', amount, payout: amount / 8n, bondRequired: 1_000n, seed }
}

/** Plays a stream; `look` sees the state every `every` events. */
export function play({ seed, events, providers, every }: GoldenSpec, look: (state: State, index: number, draw: Draw) => void): State {
  const state = createState()
  const draw = createDraw(seed)
  const open: Extract<RouterEvent, { type: 'assigned' }>[] = []
  let time = 1_700_000_000
  for (let index = 0; index < events; index++) {
    time += draw(4) === 0 ? draw(40) : 0
    applyEvent(state, index < providers ? register(index, time) : drawEvent({ draw, index, providers, time, open }))
    if ((index + 1) % every === 0) look(state, index, draw)
  }
  return state
}

type Draw = (below: number) => number

function createDraw(seed: number): Draw {
  let count = 0
  return (below) => {
    count += 1
    return mix(mix(seed, count), 0x9e3779b9) % below
  }
}

const addressOf = (index: number): Address => `0x${words('a', index, 5)}`
const idOf = (index: number): Hex => `0x${words('b', index, 8)}`

/** Hexadecimal words that differ by kind and index. */
function words(kind: 'a' | 'b', index: number, count: number): string {
  let text = ''
  for (let word = 0; word < count; word++)
    text += mix(mix(index + 1, word + 1), kind === 'a' ? 17 : 99)
      .toString(16)
      .padStart(8, '0')
  return text
}

const register = (index: number, time: number): RouterEvent => ({
  type: 'registered',
  provider: addressOf(index),
  corridors: [...corridors],
  time,
})

type Draft = {
  readonly draw: Draw
  readonly index: number
  readonly providers: number
  readonly time: number
  readonly open: Extract<RouterEvent, { type: 'assigned' }>[]
}

function drawEvent({ draw, index, providers, time, open }: Draft): RouterEvent {
  const kind = draw(100)
  const row = draw(providers)
  const provider = addressOf(row)
  if (kind < 45) return drawAssigned({ draw, index, providers, time, open }, provider)
  if (kind < 88) {
    const attempt = open.splice(draw(Math.max(1, open.length)), 1)[0]
    if (!attempt) return { type: 'epoch', time }
    if (kind < 48) return { type: 'claimed', orderId: attempt.orderId, provider: attempt.provider, time }
    const success = draw(100) < 70 + (mix(toRow(attempt.provider), 5) % 29)
    return { ...attempt, type: 'outcome', success, cause: success ? 'none' : (causes[draw(causes.length)] ?? 'other'), time }
  }
  if (kind < 91)
    return { type: 'account', provider, free: BigInt(draw(2_000_000_000)), locked: BigInt(draw(1_000_000)), inFlight: draw(30), time }
  if (kind === 91) return draw(2) === 0 ? { type: 'left', provider, time } : register(row, time)
  if (kind === 92) return { type: 'claimed', orderId: idOf(index), provider, time } // never assigned
  if (kind === 93) return { ...drawAssigned({ draw, index, providers, time, open: [] }, addressOf(providers + row)), time } // a stranger
  if (kind === 94) return { type: 'epoch', time: time - draw(1_000) } // from the past
  if (kind > 96) return { type: 'epoch', time }
  const entries = Array.from({ length: Math.min(providers, 24) }, () => drawEntry(draw, addressOf(draw(providers))))
  return {
    type: 'bundle',
    corridor: corridors[draw(3)] ?? 'NGN/bank',
    epoch: Math.floor(time / 60) - draw(3) + (draw(20) === 0 ? 5 : 0),
    entries,
    time,
  }
}

function drawAssigned({ draw, index, time, open }: Draft, provider: Address): Extract<RouterEvent, { type: 'assigned' }> {
  const assigned = {
    type: 'assigned',
    orderId: idOf(index),
    provider,
    corridor: corridors[draw(3)] ?? 'NGN/bank',
    amount: BigInt(1 + draw(4_000_000_000)),
    payer: addressOf(1_000_000 + draw(300)),
    pinned: draw(20) === 0,
    createdAt: time - draw(30),
    time,
  } as const
  open.push(assigned)
  return assigned
}

const toRow = (provider: Address) => Number.parseInt(provider.slice(2, 10), 16)

/** One entry in nine breaks a bound. */
function drawEntry(draw: Draw, provider: Address): BundleEntry {
  const odd = draw(9) === 0 ? -1 : 1
  const down = draw(12) === 0 ? 9_000 : 0
  return {
    provider,
    report: {
      rate: BigInt(150_000 + draw(10_000)),
      minPayout: BigInt(draw(1_000)),
      maxPayout: BigInt(1_000_000_000 + draw(1_000_000)),
      liquidityBucket: odd * (15 + draw(50)),
      loadBps: draw(10_500),
      capacity: draw(40),
      maintenance: draw(30) === 0,
    },
    probe: {
      failed: [0, 1, 2, 3].map(() => Math.min(10_000, down + draw(1_200))),
      rtt50: [20, 40, draw(400)],
      rtt95: [80, odd * 90, draw(900)],
    },
    reach: [draw(10_001), 10_000],
    advice: [draw(255) - 127, draw(255) - 127, odd * 130, 20],
  }
}

function describeRanking(state: State, index: number, draw: Draw): string {
  const { ranked, excluded } = rankProviders(state, {
    orderId: idOf(index),
    corridor: corridors[draw(3)] ?? 'NGN/bank',
    amount: BigInt(1 + draw(2_000_000_000)),
    payout: BigInt(1 + draw(300_000_000)),
    bondRequired: BigInt(draw(100_000_000)),
    seed: draw(5) === 0 ? '0x' : idOf(index + 7),
    pinned: draw(6) === 0 ? [addressOf(draw(9))] : [],
  })
  return JSON.stringify([
    ranked.map(({ provider, score, rate, gate, explored }) => [provider, score, rate, gate ?? 0, explored ?? 0]),
    excluded,
  ])
}
