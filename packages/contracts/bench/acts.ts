/** What providers do with orders, as real transactions. */
import { hashParts, type Order } from './orders.ts'
import { attest, signPermit, signPermit2 } from './sign.ts'
import { ample, draft, getNow, inTurn, open, type Stage } from './stage.ts'
import type { Sent, Wallet } from './wallet.ts'
import { transact } from './world.ts'

/** `provider` claims one order in its own transaction. */
export async function claim({ world }: Stage, provider: Wallet, order: Order): Promise<Sent> {
  const { details, parties } = await hashParts(world, order)
  return transact(world, provider, world.escrow, 'claim', [order.settlement, order.routing, parties, details]) // any digest will do for a route
}

/** `provider` claims all orders in one transaction. */
export async function claimAll({ world }: Stage, provider: Wallet, orders: readonly Order[]): Promise<Sent> {
  const requests = await inTurn(orders, async (order) => {
    const { details, parties } = await hashParts(world, order)
    return { settlement: order.settlement, routing: order.routing, partiesHash: parties, route: details }
  })
  return transact(world, provider, world.escrow, 'claimBatch', [requests])
}

/** `provider` proves its payout of one order. */
export async function submit(stage: Stage, provider: Wallet, order: Order): Promise<Sent> {
  const { world } = stage
  const paidAt = await getNow(stage)
  const proof = await attest(world, [{ order, provider: provider.address }], paidAt)
  return transact(world, provider, world.escrow, 'submit', [order.settlement, (await hashParts(world, order)).details, paidAt, proof])
}

/** `sender` proves the payouts of all orders; `providers[i]`, or else `sender`, claimed `orders[i]`. */
export async function submitAll(stage: Stage, sender: Wallet, orders: readonly Order[], providers: readonly Wallet[]): Promise<Sent> {
  const { world } = stage
  const paidAt = await getNow(stage)
  const paid = orders.map((order, i) => ({ order, provider: (providers[i] ?? sender).address }))
  const proof = await attest(world, paid, paidAt)
  const items = await inTurn(paid, async ({ order, provider }) => {
    const { amount, payout } = order.settlement
    return { amount, payout, detailsHash: (await hashParts(world, order)).details, provider, paidAt }
  })
  return transact(world, sender, world.escrow, 'submitBatch', [world.verifier.address, [{ shared: orders[0]?.settlement, items }], proof])
}

/** Plays orders through, so that nothing measured later is the first of its kind. */
export async function warmUp(stage: Stage): Promise<void> {
  const { world, payer, permitter, payers, provider, relayer, integrator } = stage
  const { token, escrow } = world
  const [settled, ...others] = await open(stage, 4)
  await claimAll(stage, provider, [settled, ...others.slice(1)]) // one stays open, two stay claimed
  await submit(stage, provider, settled)
  await transact(world, relayer, escrow, 'collectFees', [integrator, token.address])
  await submitAll(stage, provider, others.slice(2), [])
  for (const one of [payer, ...payers]) {
    const order = await draft(stage, one)
    await transact(world, relayer, escrow, 'createWithPermit2', [order, 0n, await signPermit2(world, one, order, 0n)])
  }
  const permit = await signPermit(world, permitter, { spender: relayer.address, value: 1n, nonce: 0n, deadline: ample })
  await transact(world, relayer, token, 'permit', [permitter.address, relayer.address, 1n, ample, permit])
}
