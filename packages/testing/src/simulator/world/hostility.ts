/** What a payer may try in the terms of its order. */
import type { Corridor } from '@paynode/sdk/protocol'
import type { Random } from './random.ts'
import { corridor, corridors } from './setting.ts'

/** What is wrong with an order, or could be. */
export type Hostility = {
  /** `short`: less than a claim needs. `justEnough`: a second or two more than that. */
  readonly window: 'short' | 'justEnough' | 'ordinary'
  /** An account that nobody knows is refused at once, or fails after the PSP had accepted the payout. */
  readonly account: 'known' | 'refused' | 'fails'
  readonly corridor: Corridor
  /** What the hash binds against what is sealed: other capitals, both with spaces around, another account altogether. */
  readonly spelling: 'same' | 'capitals' | 'spaces' | 'other'
  /** Of a greedy order: whose price it exceeds by one minor unit. */
  readonly greed: 'public' | 'agreed'
  readonly verifier: 'own' | 'foreign' | 'none'
  /** Of an order above the instant cap. A foreign one is the payer's: it contests the proof and gets its money back. */
  readonly arbiter: 'trusted' | 'foreign' | 'none'
  /** Of an order above the instant cap. `long`: longer than any desk waits for its money. */
  readonly challenge: 'ordinary' | 'long'
}

/** Nothing is tried. */
export const honest: Hostility = {
  window: 'ordinary',
  account: 'known',
  corridor,
  spelling: 'same',
  greed: 'public',
  verifier: 'own',
  arbiter: 'trusted',
  challenge: 'ordinary',
}

/** Draws what one payer tries: mostly one thing at a time, so that nothing else declines the order. */
export function createHostility(random: Random): Hostility {
  const drawn: Hostility = {
    ...honest,
    corridor: random.pick([corridor, ...corridors]),
    arbiter: random.pick(['trusted', 'none']),
    greed: random.pick(['public', 'agreed']),
    challenge: random.fork('challenge').chance(0.15) ? 'long' : 'ordinary',
  }
  return { ...drawn, ...random.pick(tries)(random) }
}

const tries: readonly ((random: Random) => Partial<Hostility>)[] = [
  () => ({}),
  () => ({}),
  () => ({ window: 'short' }),
  () => ({ window: 'justEnough' }),
  (random) => ({ account: random.pick(['refused', 'fails']) }),
  (random) => ({ spelling: random.pick(['capitals', 'capitals', 'spaces', 'other']), corridor: random.pick(corridors) }),
  (random) => (random.chance(0.5) ? { verifier: random.pick(['foreign', 'none']) } : { arbiter: 'foreign' }),
]
