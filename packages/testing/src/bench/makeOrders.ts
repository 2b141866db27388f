/** Orders for benchmarks: real terms under real ids, with positions in a chain of one block per three seconds. */
import { hashOrder, type Order, type OrderId, orderDefaults } from '@paynode/sdk/protocol'
import { type Address, getAddress, type Hex, pad, toHex } from 'viem'
import type { ChainPosition } from '../../../node/src/orders/types.ts'

export const domain = { chainId: 31_337, escrow: getAddress(`0x${'ee'.repeat(20)}`) }
export const token = getAddress(`0x${'70'.repeat(20)}`)
export const self: Address = getAddress(`0x${'a1'.repeat(20)}`)
const payer: Address = getAddress(`0x${'b2'.repeat(20)}`)
const START = 1_700_000_000

/** One order and where it stands: `at(step)` is its position some blocks after its creation. */
export type MadeOrder = { readonly id: OrderId; readonly order: Order; at(step: number): ChainPosition }

/** The hash of a block of the made-up chain. */
export const toBlockHash = (block: number): Hex => pad(toHex(block + 1), { size: 32 })

/** The order of an index; the same index gives the same order. `perBlock` orders share a block. */
export function makeOrder(index: number, perBlock = 10): MadeOrder {
  const block = Math.floor(index / perBlock) + 10
  const created = START + block * 3
  const order: Order = {
    ...orderDefaults,
    payer,
    refundTo: payer,
    token,
    amount: 10_000_000n,
    payout: 1_500_000n,
    corridor: 'NGN/bank',
    recipientHash: pad(toHex(index), { size: 32 }),
    turnSeconds: 5,
    claimBy: created + 600,
    payWindow: 600,
    reclaimAfter: created + 3_600,
    salt: BigInt(index),
  }
  const at = (step: number): ChainPosition => ({
    block: block + step,
    blockHash: toBlockHash(block + step),
    blockTime: created + step * 3,
    logIndex: (index % perBlock) * 4 + step,
    transactionHash: pad(toHex(index * 8 + step), { size: 32 }),
  })
  return { id: hashOrder(order, domain), order, at }
}
