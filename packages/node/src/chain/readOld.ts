/** Reads long, settled ranges of the chain: the blocks that hold events, each header checked against its logs. */
import type { OrderId } from '@paynode/sdk/protocol'
import type { PublicClient } from 'viem'
import { decodeLogs, toWatchedAddresses, type WatchedContracts } from './decode.ts'
import type { BlockHeader, BlockUpdate } from './events.ts'
import { getHeader } from './getHeader.ts'

/** A range of blocks, both ends included. */
export type BlockRange = { readonly from: number; readonly to: number }

/** Headers asked for at a time. */
const TOGETHER = 32

/** The blocks of a range that hold events, and its last one; cut short where logs and headers are of different chains. */
export async function readOld(
  { client, contracts }: { readonly client: PublicClient; readonly contracts: WatchedContracts },
  { from, to }: BlockRange,
): Promise<readonly BlockUpdate[]> {
  const address = toWatchedAddresses(contracts)
  const logs = await client.getLogs({ address, fromBlock: BigInt(from), toBlock: BigInt(to) })
  const byBlock = Map.groupBy(logs, (log) => Number(log.blockNumber))
  const numbers = [...new Set([...byBlock.keys(), to])].sort((left, right) => left - right)
  const headers: BlockHeader[] = []
  for (let at = 0; at < numbers.length; at += TOGETHER) {
    headers.push(...(await Promise.all(numbers.slice(at, at + TOGETHER).map((number) => getHeader(client, number)))))
  }
  const updates: BlockUpdate[] = []
  const over = new Set<OrderId>()
  for (const header of headers) {
    const own = byBlock.get(header.number) ?? []
    if (own.some((log) => log.blockHash !== header.hash)) break
    const events = decodeLogs(own, header)
    for (const event of events) if (event.name === 'OrderSettled' || event.name === 'OrderRefunded') over.add(event.orderId)
    updates.push({ type: 'block', header, events, over })
  }
  return updates
}
