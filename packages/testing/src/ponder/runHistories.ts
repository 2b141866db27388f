/** Lives many orders at once on a real chain: several calls in a block, time in leaps, a token that freezes now and then. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { type Order, type OrderId, orderStatuses } from '@paynode/sdk/protocol'
import { decodeFunctionResult, encodeFunctionData, type Hex, zeroAddress } from 'viem'
import { createRandom, type Random } from '../simulator/world/random.ts'
import { drawAccountCall, drawCreation, drawStep, type LiveOrder, toId } from './drawCalls.ts'
import { drawOrder, toSeconds } from './drawOrder.ts'
import { type Call, toEscrowCall, type World } from './world.ts'

/** What was lived. */
export type Histories = {
  readonly orders: ReadonlyMap<OrderId, Order>
  readonly calls: number
  readonly refused: number
  readonly time: number
}

const FROZEN = '0x5f5ffd' // reverts whatever it is asked
const LIVE = 40 // orders that are under way at a time

/** Creates at least `count` orders and moves them until they end; the last ones are left where they are. */
export async function runHistories(world: World, parameters: { readonly seed: number; readonly count: number }): Promise<Histories> {
  const random = createRandom(parameters.seed)
  const orders = new Map<OrderId, Order>()
  let live: readonly LiveOrder[] = []
  let [created, calls, refused, time] = [0, 0, 0, await getTime(world)]
  const salt = (index: number) => parameters.seed * 1_000_000 + index
  await world.mine(fund(world), ++time)
  while (created < parameters.count || live.length > LIVE / 4) {
    time += leap(random)
    const scene = { random, world, time, live }
    const block: Call[] = []
    const fresh: LiveOrder[] = []
    if (created < parameters.count && live.length < LIVE) {
      const size = random.chance(0.6) ? 1 : random.int(2, 6)
      const drawn = Array.from({ length: size }, (_, index) => drawOrder(random, world, time, salt(orders.size + index)))
      for (const order of drawn) {
        const id = toId(world, order)
        orders.set(id, order)
        fresh.push({ id, order, status: 'none', claimer: zeroAddress })
      }
      block.push(await drawCreation(scene, drawn))
    }
    for (const target of random.shuffle(live).slice(0, random.int(2, 7))) {
      const step = await drawStep(scene, target)
      if (step) block.push(step)
    }
    for (let index = random.int(0, 2); index > 0; index--) block.push(drawAccountCall(scene))
    const results = await (random.chance(0.08) ? onFrozenToken(world, random, () => world.mine(block, time)) : world.mine(block, time))
    calls += results.length
    refused += results.filter((isDone) => !isDone).length
    const [old, young] = await Promise.all([readLive(world, live), readLive(world, fresh)])
    live = [...old, ...young]
    created += young.length
  }
  return { orders, calls, refused, time }
}

/** Providers back claims and payers back challenges with deposits. */
function fund(world: World): Call[] {
  const holders = [...world.cast.providers, ...world.cast.payers.map(({ address }) => address)]
  return world.tokens.flatMap((token) => holders.map((from) => toEscrowCall(world, from, 'deposit', [token, 600_000_000n])))
}

/** Seconds until the next block: mostly seconds, sometimes days. */
function leap(random: Random): number {
  const kind = random.next()
  if (kind < 0.65) return random.int(1, 30)
  if (kind < 0.92) return toSeconds(random, 30, 3_600)
  return toSeconds(random, 3_600, kind < 0.975 ? 86_400 : 8 * 86_400)
}

/** The token answers nothing while `body` runs: refunds must be credited instead. */
async function onFrozenToken<result>(world: World, random: Random, body: () => Promise<result>): Promise<result> {
  const token = random.pick(world.tokens)
  const code = await world.rpc<Hex>('eth_getCode', [token, 'latest'])
  await world.rpc('anvil_setCode', [token, FROZEN])
  try {
    return await body()
  } finally {
    await world.rpc('anvil_setCode', [token, code])
  }
}

/** Those that exist and have not ended, as they are now. */
async function readLive(world: World, candidates: readonly LiveOrder[]): Promise<LiveOrder[]> {
  const states = await Promise.all(candidates.map(async ({ id, order }) => ({ id, order, ...(await readState(world, id)) })))
  return states.filter(({ status }) => status !== 'none' && status !== 'settled' && status !== 'refunded')
}

async function readState(world: World, id: OrderId): Promise<Pick<LiveOrder, 'status' | 'claimer'>> {
  const data = encodeFunctionData({ abi: orderEscrowAbi, functionName: 'stateOf', args: [id] })
  const answer = await world.rpc<Hex>('eth_call', [{ to: world.escrow, data, from: zeroAddress }, 'latest'])
  const { status, claimer } = decodeFunctionResult({ abi: orderEscrowAbi, functionName: 'stateOf', data: answer })
  return { status: orderStatuses[status] ?? 'none', claimer }
}

async function getTime(world: World): Promise<number> {
  const { timestamp } = await world.rpc<{ readonly timestamp: Hex }>('eth_getBlockByNumber', ['latest', false])
  return Number(timestamp)
}
