/** A random order: every lane, every fee, every deadline that the escrow allows, and now and then terms that it refuses. */
import { type Corridor, type Order, orderDefaults } from '@paynode/sdk/protocol'
import { keccak256, stringToHex, zeroAddress } from 'viem'
import type { Random } from '../simulator/world/random.ts'
import type { World } from './world.ts'

const DAY = 86_400

/** Draws the terms of one order at `time`, chain seconds; `salt` makes it unique. */
export function drawOrder(random: Random, world: World, time: number, salt: number): Order {
  const { cast, tokens, instantCap, verifier } = world
  const payer = random.pick(cast.payers).address
  const lane = random.pick(['proven', 'proven', 'optimistic', 'confirmed'] as const)
  const isSmall = random.chance(0.3)
  const integrator = random.chance(0.6) ? random.pick(cast.integrators) : zeroAddress
  const claimBy = time + toSeconds(random, 60, 8 * DAY)
  const payWindow = toSeconds(random, 30, 3 * DAY)
  const pinned = random.chance(0.2) ? random.shuffle(cast.providers).slice(0, random.int(1, 3)) : []
  return {
    ...orderDefaults,
    payer,
    refundTo: random.chance(0.7) ? payer : random.pick([...cast.payers.map(({ address }) => address), cast.stranger]),
    token: random.pick(tokens),
    amount: isSmall ? BigInt(random.int(1, Number(instantCap))) : instantCap + BigInt(random.int(1, 1_000_000_000)),
    payout: BigInt(random.int(1, 1_000_000_000)),
    corridor: random.pick<Corridor>(['NGN/bank', 'NGN/bank', 'KES/mpesa']),
    recipientHash: keccak256(stringToHex(`recipient ${salt}`)),
    integrator,
    integratorFeeBps: integrator === zeroAddress ? 0 : random.int(0, 1_000),
    protocolFeeBps: random.int(0, 100) + (random.chance(0.02) ? 1_000 : 0), // sometimes above the cap: refused
    verifier: lane === 'proven' ? verifier : zeroAddress,
    arbiter: lane === 'optimistic' || random.chance(0.7) ? cast.arbiter : zeroAddress,
    challengeWindow: lane === 'optimistic' || random.chance(0.85) ? toSeconds(random, 300, 3 * DAY) : 0,
    reclaimAfter: Math.min(claimBy + payWindow + (random.chance(0.5) ? 0 : toSeconds(random, 1, 2 * DAY)), time + 30 * DAY),
    pinned,
    turnSeconds: pinned.length > 0 ? toSeconds(random, 5, 3_600) : 0,
    claimBy,
    payWindow,
    salt: BigInt(salt),
  }
}

/** Seconds between two bounds, each order of magnitude as likely. */
export function toSeconds(random: Random, low: number, high: number): number {
  return Math.round(low * (high / low) ** random.next())
}
