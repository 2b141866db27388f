/** What the contract's own views say of every order and of everybody who could hold something. */
import { orderEscrowAbi, testUsdAbi } from '@paynode/sdk/abi'
import { type OrderId, orderStatuses } from '@paynode/sdk/protocol'
import { type Address, createPublicClient, http, zeroAddress } from 'viem'
import { type EscrowState, toOrderLine, toPairs } from './state.ts'
import type { World } from './world.ts'

/** Reads it at the head. */
export async function readContractState(world: World, ids: Iterable<OrderId>): Promise<EscrowState> {
  const client = createPublicClient({ transport: http(world.chain.rpcUrl, { batch: { batchSize: 200 } }) })
  const escrow = { address: world.escrow, abi: orderEscrowAbi } as const
  const states = await Promise.all(
    [...ids].map(async (id) => ({ id, ...(await client.readContract({ ...escrow, functionName: 'stateOf', args: [id] })) })),
  )
  const { cast, tokens } = world
  const everybody = [...cast.payers.map(({ address }) => address), ...cast.providers, ...cast.integrators]
  const pairs = [...everybody, cast.arbiter, cast.guardian, cast.feeReceiver, cast.stranger, world.escrow].flatMap((who) =>
    tokens.map((token): [Address, Address] => [who, token]),
  )
  const feePairs = [...cast.integrators, zeroAddress].flatMap((who) => tokens.map((token): [Address, Address] => [who, token]))
  const read = <answer>(of: [Address, Address], functionName: 'accountOf' | 'stakeOf' | 'feesOf') =>
    client.readContract({ ...escrow, functionName, args: of }) as Promise<answer> // which is what the three views return
  const [accounts, stakes, fees] = await Promise.all([
    Promise.all(pairs.map(async (of) => ({ of, pair: await read<[bigint, bigint]>(of, 'accountOf') }))),
    Promise.all(pairs.map(async (of) => ({ of, pair: await read<[bigint, bigint, number]>(of, 'stakeOf') }))),
    Promise.all(feePairs.map(async (of) => ({ of, pair: await read<[bigint, bigint]>(of, 'feesOf') }))),
  ])
  const exist = states.filter(({ status }) => status !== 0)
  return {
    orders: Object.fromEntries(
      exist
        .map(({ id, status, claimer, createdAt, changedAt }): [string, string] => [
          id,
          toOrderLine(orderStatuses[status] ?? 'none', claimer === zeroAddress ? null : claimer, createdAt, changedAt),
        ])
        .sort(),
    ),
    accounts: toPairs(accounts),
    stakes: toPairs(stakes.map(({ of, pair: [staked, leaving] }) => ({ of, pair: [staked, leaving] }))),
    fees: toPairs(fees),
  }
}

/** Token units that the escrow really has, per token. */
export async function readBalances(world: World): Promise<Readonly<Record<string, bigint>>> {
  const client = createPublicClient({ transport: http(world.chain.rpcUrl) })
  const entries = await Promise.all(
    world.tokens.map(
      async (address): Promise<[string, bigint]> => [
        address.toLowerCase(),
        await client.readContract({ address, abi: testUsdAbi, functionName: 'balanceOf', args: [world.escrow] }),
      ],
    ),
  )
  return Object.fromEntries(entries)
}
