/** Orders of the benchmark, and the escrow's word for their hashes. */
import { type Address, type Hex, keccak256, stringToHex, toHex, zeroAddress } from 'viem'
import { readView, type World } from './world.ts'

/** The contract's struct. */
export type Order = {
  readonly settlement: {
    readonly token: Address
    readonly integrator: Address
    readonly integratorFeeBps: number
    readonly protocolFeeBps: number
    readonly verifier: Address
    readonly challengeWindow: number
    readonly amount: bigint
    readonly payout: bigint
  }
  readonly routing: {
    readonly corridor: Hex
    readonly pinned: readonly [Address, Address, Address]
    readonly turnSeconds: number
    readonly claimBy: number
    readonly payWindow: number
  }
  readonly parties: {
    readonly payer: Address
    readonly refundTo: Address
    readonly arbiter: Address
    readonly reclaimAfter: number
    readonly recipientHash: Hex
    readonly salt: bigint
  }
}
/** Who stands around an order. */
export type Parties = { readonly payer: Address; readonly refundTo: Address; readonly arbiter: Address; readonly integrator: Address }

/** Naira to a bank account. */
export const corridor: Hex = stringToHex('NGN/bank', { size: 32 })

/** An order with both fees on, open for a day. @param now the chain's time @param number makes it unlike any other */
export function createOrder(world: World, parties: Parties, now: number, amount: bigint, number: number): Order {
  const { payer, refundTo, arbiter, integrator } = parties
  return {
    settlement: {
      token: world.token.address,
      integrator,
      integratorFeeBps: 100,
      protocolFeeBps: 50,
      verifier: world.verifier.address,
      challengeWindow: 6 * 3600,
      amount,
      payout: 15_000_000n + BigInt(number),
    },
    routing: { corridor, pinned: [zeroAddress, zeroAddress, zeroAddress], turnSeconds: 0, claimBy: now + 86_400, payWindow: 3_600 },
    parties: {
      payer,
      refundTo,
      arbiter,
      reclaimAfter: now + 3 * 86_400,
      recipientHash: keccak256(toHex(`recipient ${number}`)),
      salt: BigInt(keccak256(toHex(`salt ${number}`))) >> 192n,
    },
  }
}

/** The order's id. */
export async function hashOrder(world: World, order: Order): Promise<Hex> {
  return (await readView(world, world.escrow, 'hashOrder', [order])) as Hex
}

/** What later steps send instead of details and parties. */
export async function hashParts(world: World, order: Order): Promise<{ readonly details: Hex; readonly parties: Hex }> {
  const [details, parties] = (await readView(world, world.escrow, 'hashParts', [order])) as readonly [Hex, Hex]
  return { details, parties }
}
