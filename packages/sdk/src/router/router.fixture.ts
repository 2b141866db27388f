/** Small networks for tests: providers with stake, reports and probes, and orders to rank. */
import { type Address, type Hex, keccak256, toHex } from 'viem'
import { applyEvent } from './model/apply.ts'
import type { BundleEntry, RouterEvent } from './model/events.ts'
import { createState, type State } from './model/state.ts'
import type { RoutingOrder } from './types.ts'

export const address = (index: number): Address => `0x${keccak256(toHex(`provider ${index}`)).slice(26)}` as Address
export const payerOf = (index: number): Address => `0x${keccak256(toHex(`payer ${index}`)).slice(26)}` as Address
export const orderId = (index: number): Hex => keccak256(toHex(`order ${index}`))
export const seedOf = (index: number): Hex => keccak256(toHex(`seed ${index}`))

export const START = 1_700_000_040
export const report: NonNullable<BundleEntry['report']> = {
  rate: 160_000n,
  minPayout: 1n,
  maxPayout: 1_000_000_000n,
  liquidityBucket: 60,
  loadBps: 0,
  capacity: 50,
  maintenance: false,
}
export const probe: NonNullable<BundleEntry['probe']> = { failed: [0, 0, 0], rtt50: [63, 63, 63], rtt95: [63, 63, 63] }
export const terms = { corridor: 'NGN/bank', amount: 25_000_000n } as const

export const order = (index: number, change: Partial<RoutingOrder> = {}): RoutingOrder => ({
  ...terms,
  orderId: orderId(index),
  payout: 3_900_000n,
  bondRequired: 2_500_000n,
  seed: '0x',
  ...change,
})

/** Applies events and insists that each of them counts. */
export function feed(state: State, ...events: readonly RouterEvent[]): State {
  for (const event of events) {
    const { applied, reason } = applyEvent(state, event)
    if (!applied) throw new Error(`${event.type}: ${reason}`)
  }
  return state
}

/** `count` registered providers with equal stake, and a bundle in force in which all say and are measured to be the same. */
export function network(count: number, { time = START }: { time?: number } = {}): State {
  const state = createState()
  const all = Array.from({ length: count }, (_, index) => address(index))
  for (const provider of all) {
    feed(state, { type: 'registered', provider, corridors: ['NGN/bank', 'KES/mpesa'], time })
    feed(state, { type: 'account', provider, free: 1_000_000_000n, locked: 0n, time })
  }
  return feed(
    state,
    bundle(
      all.map((provider) => ({ provider, report, probe })),
      time,
    ),
  )
}

export const bundle = (entries: readonly BundleEntry[], time: number, corridor = 'NGN/bank' as const): RouterEvent => ({
  type: 'bundle',
  corridor,
  epoch: Math.floor(time / 60),
  entries,
  time,
})

/** One finished attempt of a provider, by a payer of its own unless said otherwise. */
export function attempt(
  state: State,
  index: number,
  provider: Address,
  {
    success = true,
    time = START,
    corridor = 'NGN/bank',
    amount = 25_000_000n,
    payer = payerOf(index),
    cause = success ? 'none' : 'other',
  }: Partial<Extract<RouterEvent, { type: 'outcome' }>> = {},
): void {
  const of = { orderId: orderId(index), provider, corridor, amount, payer, time }
  feed(state, { type: 'assigned', ...of }, { type: 'outcome', ...of, success, cause })
}
