/** The stage on which every step is measured: people, open orders, and accounts and fee slots that are not zero. */
import type { Address } from 'viem'
import { corridor, createOrder, type Order } from './orders.ts'
import { permit2Address } from './permit2Code.ts'
import { toCall, type Wallet } from './wallet.ts'
import { createPerson, createRich, enrol, fortune, transact, type World } from './world.ts'

/** Who is on the stage. */
export type Stage = {
  readonly world: World
  readonly payer: Wallet
  /** Pays by ERC-2612 alone, so that its allowance is zero before and after. */
  readonly permitter: Wallet
  readonly provider: Wallet
  readonly relayer: Wallet
  readonly arbiter: Wallet
  readonly integrator: Address
  readonly refundTo: Address
  /** As many as the largest batch: each with tokens and an allowance for Permit2. */
  readonly payers: readonly Wallet[]
  /** As many as the largest batch: each registered, with an account. */
  readonly providers: readonly Wallet[]
  /** How many orders there are. */
  readonly count: { value: number }
}

/** Orders in a batch. */
export const batchSize = 50
/** An allowance that never runs out. */
export const ample = 2n ** 255n

/** Brings people on stage: funded, approved, registered. */
export async function createStage(world: World): Promise<Stage> {
  const [payer, permitter, provider] = await three(['payer', 'permitter', 'provider'], (label) => createPerson(world, label))
  const [relayer, arbiter, integrator] = await three(['relayer', 'arbiter', 'integrator'], (label) => createRich(world.chain, label))
  const refund = await createPerson(world, 'refund')
  await enrol(world, provider, corridor, fortune / 2n)
  for (const spender of [world.escrow.address, permit2Address]) await transact(world, payer, world.token, 'approve', [spender, ample])
  await transact(world, payer, world.escrow, 'deposit', [world.token.address, fortune / 10n])
  await transact(world, payer, world.escrow, 'depositFor', [refund.address, world.token.address, 1n])
  const many = Array.from({ length: batchSize }, (_, i) => i)
  const payers = await inTurn(many, (i) => createPerson(world, `payer ${i}`))
  for (const one of payers) await transact(world, one, world.token, 'approve', [permit2Address, ample])
  const providers = await inTurn(many, (i) => createPerson(world, `provider ${i}`))
  for (const one of providers) await enrol(world, one, corridor, fortune / 2n)
  const people = {
    payer,
    permitter,
    provider,
    relayer,
    arbiter,
    integrator: integrator.address,
    refundTo: refund.address,
    payers,
    providers,
  }
  return { world, ...people, count: { value: 0 } }
}

/** The chain's time, unix seconds. */
export async function getNow({ world }: Stage): Promise<number> {
  const block = (await world.chain.rpc('eth_getBlockByNumber', 'latest', false)) as { readonly timestamp: string }
  return Number(block.timestamp)
}

/** Lets `seconds` pass. */
export async function pass(stage: Stage, seconds: number): Promise<void> {
  await stage.world.chain.rpc('evm_setNextBlockTimestamp', (await getNow(stage)) + seconds)
  await stage.world.chain.rpc('evm_mine')
}

/** New terms of `payer`. */
export async function draft(stage: Stage, payer: Wallet = stage.payer, amount = 100_123_456n): Promise<Order> {
  const { world, arbiter, integrator, refundTo, count } = stage
  count.value += 1
  return createOrder(
    world,
    { payer: payer.address, refundTo, arbiter: arbiter.address, integrator },
    await getNow(stage),
    amount,
    count.value,
  )
}

/** `count` open orders of the payer, whose amounts differ as in life. */
export async function open(stage: Stage, count: number, amount = 100_123_456n): Promise<[Order, ...Order[]]> {
  const { world, payer } = stage
  const orders: [Order, ...Order[]] = [await draft(stage, payer, amount)]
  while (orders.length < count) orders.push(await draft(stage, payer, amount + BigInt(orders.length) * 1_003_007n))
  const calls = orders.map((order) => toCall(world.escrow.address, world.escrow.abi, 'create', [order]).data)
  await transact(world, payer, world.escrow, 'createBatch', [calls])
  return orders
}

/** One after the other: transactions of a wallet have an order. */
export async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await work(item))
  return results
}

async function three<T, R>([first, second, third]: readonly [T, T, T], work: (item: T) => Promise<R>): Promise<[R, R, R]> {
  return [await work(first), await work(second), await work(third)]
}
