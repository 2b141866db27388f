/** Accounts, stakes and fees: what comes in, what leaves, what accrues. */
import { type Context, ponder } from 'ponder:registry'
import { account, fees, type order, pause, stake } from 'ponder:schema'
import type { Address } from 'viem'

const BPS = 10_000n

ponder.on('OrderEscrow:Deposited', async ({ event, context }) => {
  await moveFunds(context, event.args.provider, event.args.token, { free: event.args.amount, locked: 0n })
})

ponder.on('OrderEscrow:Withdrawn', async ({ event, context }) => {
  await moveFunds(context, event.args.provider, event.args.token, { free: -event.args.amount, locked: 0n })
})

ponder.on('OrderEscrow:FeesCollected', async ({ event, context }) => {
  // A Deposited tells of each share that is not zero.
  const { integrator, token } = event.args
  const none = { integratorFees: 0n, protocolFees: 0n }
  await context.db
    .insert(fees)
    .values({ integrator, token, ...none })
    .onConflictDoUpdate(none)
})

ponder.on('OrderEscrow:Staked', async ({ event, context }) => {
  const { provider: owner, token, staked } = event.args
  await context.db.insert(stake).values({ owner, token, staked, leaving: 0n, leavesAt: 0n }).onConflictDoUpdate({ staked })
})

ponder.on('OrderEscrow:UnstakeStarted', async ({ event, context }) => {
  const { provider: owner, token, staked, leaving, leavesAt } = event.args
  const now = { staked, leaving, leavesAt: BigInt(leavesAt) }
  await context.db
    .insert(stake)
    .values({ owner, token, ...now })
    .onConflictDoUpdate(now)
})

ponder.on('OrderEscrow:EntriesPaused', async ({ event, context }) => {
  const { token, paused } = event.args
  await context.db.insert(pause).values({ token, paused }).onConflictDoUpdate({ paused })
})

/** Adds to one account. */
export async function moveFunds(
  context: Context,
  owner: Address,
  token: Address,
  by: { readonly free: bigint; readonly locked: bigint },
): Promise<void> {
  await context.db
    .insert(account)
    .values({ owner, token, ...by })
    .onConflictDoUpdate((row) => ({ free: row.free + by.free, locked: row.locked + by.locked }))
}

/** What a settled order owes to its integrator and to the protocol, each rounded down. */
export async function accrueFees(context: Context, settled: typeof order.$inferSelect): Promise<void> {
  const { integrator, token, amount } = settled
  const integratorFees = (amount * BigInt(settled.integratorFeeBps)) / BPS
  const protocolFees = (amount * BigInt(settled.protocolFeeBps)) / BPS
  await context.db
    .insert(fees)
    .values({ integrator, token, integratorFees, protocolFees })
    .onConflictDoUpdate((row) => ({
      integratorFees: row.integratorFees + integratorFees,
      protocolFees: row.protocolFees + protocolFees,
    }))
}
