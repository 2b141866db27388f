/** An indexer that nobody here wrote rebuilds every order and account from events alone, and says what the contract says. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { decodeEventLog, encodeFunctionData, type Hex, parseAbi, zeroAddress } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { permit2Address } from '../../../contracts/bench/permit2Code.ts'
import { readBalances, readContractState } from './readContractState.ts'
import { readDaemonState } from './readDaemonState.ts'
import { type Histories, runHistories } from './runHistories.ts'
import { type Ponder, type PonderRows, startPonder, toPonderState } from './startPonder.ts'
import { createWorld, type World } from './world.ts'

const seed = Number(process.env.PAYNODE_SEED ?? 1)
const count = Number(process.env.PAYNODE_HISTORIES ?? 300)
let world: World
let ponder: Ponder
let histories: Histories
let rows: PonderRows

beforeAll(async () => {
  world = await createWorld()
  histories = await runHistories(world, { seed, count })
  await world.rpc('anvil_mine', ['0x20']) // what Ponder takes for final it reads in one go
  ponder = await startPonder(world)
  await ponder.waitFor(await getHead())
  rows = await ponder.read()
}, 600_000)
afterAll(async () => {
  await ponder?.stop()
  await world?.stop()
})

const getHead = async () => Number(await world.rpc<Hex>('eth_blockNumber'))
const getTime = async () => Number((await world.rpc<{ timestamp: Hex }>('eth_getBlockByNumber', ['latest', false])).timestamp)
const getHolders = () => {
  const { payers, providers, integrators, arbiter, guardian, feeReceiver, stranger } = world.cast
  return [...payers.map(({ address }) => address), ...providers, ...integrators, arbiter, guardian, feeReceiver, stranger]
}

/** Orders that Permit2 funded: their salts are its used nonces. */
async function countPermit2(): Promise<number> {
  const abi = parseAbi(['function nonceBitmap(address owner, uint256 word) view returns (uint256)'])
  const used = await Promise.all(
    [...histories.orders.values()].map(async ({ payer, salt }) => {
      const data = encodeFunctionData({ abi, functionName: 'nonceBitmap', args: [payer, salt >> 8n] })
      const word = BigInt(await world.rpc<Hex>('eth_call', [{ to: permit2Address, data }, 'latest']))
      return (word >> (salt & 255n)) & 1n
    }),
  )
  return used.filter((bit) => bit === 1n).length
}

/** How often each thing happened, ends and causes told apart. */
async function countEvents(): Promise<Record<string, number>> {
  const logs = await world.rpc<{ data: Hex; topics: [Hex, ...Hex[]] }[]>('eth_getLogs', [
    { fromBlock: '0x0', toBlock: 'latest', address: world.escrow },
  ])
  const counts: Record<string, number> = {}
  for (const { data, topics } of logs) {
    const { eventName, args } = decodeEventLog({ abi: orderEscrowAbi, data, topics })
    const detail =
      eventName === 'OrderFailed'
        ? args.cause
        : eventName === 'OrderResolved'
          ? `${args.ruling}${args.resolver === zeroAddress ? 'd' : ''}`
          : ''
    for (const name of new Set([eventName, `${eventName}${detail}`])) counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

describe('after a few hundred histories', () => {
  test('everything that can happen has happened', async () => {
    const counts = await countEvents()
    const kinds = orderEscrowAbi.filter(({ type }) => type === 'event').map((item) => ('name' in item ? item.name : ''))
    const detailed = [
      'OrderFailed1',
      'OrderFailed2',
      'OrderFailed3',
      'OrderFailed6',
      'OrderResolved0',
      'OrderResolved1',
      'OrderResolved0d',
      'OrderResolved1d',
    ]
    const wanted = [...kinds, ...detailed]
    expect(wanted.filter((name) => counts[name] === undefined)).toEqual([])
    expect(counts.OrderCreated).toBeGreaterThanOrEqual(count)
    expect(counts.OrderSettled).toBeGreaterThan(count * 0.2)
    expect(histories.refused).toBeGreaterThan(0)
    expect(await countPermit2()).toBeGreaterThan(10)
  })

  test('Ponder says what the contract says', async () => {
    expect(toPonderState(rows, await getTime())).toEqual(await readContractState(world, histories.orders.keys()))
  })

  test('a daemon says what the contract says', async () => {
    const { orders, accounts } = await readContractState(world, histories.orders.keys())
    expect(await readDaemonState(world, histories.orders.keys(), getHolders())).toEqual({ orders, accounts })
  })

  test('what was paid out follows from the terms', () => {
    for (const { status, amount, integratorFeeBps, protocolFeeBps, credited, refunded } of rows.order) {
      const fees = (amount * BigInt(integratorFeeBps)) / 10_000n + (amount * BigInt(protocolFeeBps)) / 10_000n
      expect(credited).toBe(status === 'settled' ? amount - fees : null)
      expect(refunded).toBe(status === 'refunded' ? amount : null)
    }
  })

  test('the tokens that the escrow holds are all accounted for', async () => {
    const sums: Record<string, bigint> = {}
    const add = (token: Hex, amount: bigint) => {
      sums[token] = (sums[token] ?? 0n) + amount
    }
    for (const { status, token, amount } of rows.order) if (status !== 'settled' && status !== 'refunded') add(token, amount)
    for (const { token, free, locked } of rows.account) add(token, free + locked)
    for (const { token, integratorFees, protocolFees } of rows.fees) add(token, integratorFees + protocolFees)
    expect(sums).toEqual(await readBalances(world))
  })
})

describe('while it watches', () => {
  test('new histories and a reorg that takes some of them back', async () => {
    const more = await runHistories(world, { seed: seed + 1_000, count: 25 })
    const ids = [...histories.orders.keys(), ...more.orders.keys()]
    const before = await readContractState(world, ids)
    await ponder.waitFor(await getHead())
    expect(toPonderState(await ponder.read(), await getTime())).toEqual(before)

    await world.rpc('anvil_reorg', [8, []])
    await world.mine([], (await getTime()) + 1)
    const after = await readContractState(world, ids)
    expect(after).not.toEqual(before)
    await ponder.waitFor(await getHead())
    expect(toPonderState(await ponder.read(), await getTime())).toEqual(after)
  })
})
