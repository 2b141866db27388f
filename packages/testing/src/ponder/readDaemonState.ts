/** What a daemon makes of the same logs: its own decoding and its own view. */
import type { OrderId } from '@paynode/sdk/protocol'
import { type Address, createPublicClient, http } from 'viem'
import { decodeLog } from '../../../node/src/chain/decode.ts'
import type { ChainEvent } from '../../../node/src/chain/events.ts'
import { createChainView } from '../../../node/src/chain/view.ts'
import { type EscrowState, toOrderLine, toPairs } from './state.ts'
import type { World } from './world.ts'

/** Folds every block of the escrow into the daemon's view, and reads orders and accounts from it. */
export async function readDaemonState(
  world: World,
  ids: Iterable<OrderId>,
  holders: readonly Address[],
): Promise<Pick<EscrowState, 'orders' | 'accounts'>> {
  const client = createPublicClient({ transport: http(world.chain.rpcUrl, { batch: { batchSize: 200 } }) })
  const logs = await client.getLogs({ address: [world.escrow, world.registry], fromBlock: 0n, toBlock: 'latest' })
  const view = createChainView()
  const numbers = [...new Set(logs.map(({ blockNumber }) => blockNumber))]
  const headers = await Promise.all(numbers.map((blockNumber) => client.getBlock({ blockNumber })))
  for (const { number, hash, timestamp } of headers) {
    const header = { number: Number(number), hash, timestamp: Number(timestamp) }
    const events = logs.filter(({ blockNumber }) => blockNumber === number).map((log) => decodeLog(log, header))
    view.apply({ header, events: events.filter((event): event is ChainEvent => event !== undefined) })
  }
  const found = [...ids].flatMap((id) => view.order(id) ?? [])
  return {
    orders: Object.fromEntries(
      found
        .map(({ id, status, claimer, created, changed }): [string, string] => [
          id,
          toOrderLine(status, claimer, created.blockTime, changed.blockTime),
        ])
        .sort(),
    ),
    accounts: toPairs(
      holders.flatMap((who) =>
        world.tokens.map((token) => {
          const { free, locked } = view.account(who, token)
          return { of: [who, token] as const, pair: [free, locked] as const }
        }),
      ),
    ),
  }
}
