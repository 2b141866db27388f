/** Reads long, settled ranges of the chain: the blocks that hold events, each header checked against its logs. */
import type { OrderId } from '@paynode/sdk/protocol'
import type { Log, PublicClient } from 'viem'
import { decodeLogs, toWatchedAddresses, type WatchedContracts } from './decode.ts'
import type { BlockHeader, BlockUpdate } from './events.ts'
import { getHeader } from './getHeader.ts'

/** A range of blocks, both ends included. */
export type BlockRange = { readonly from: number; readonly to: number }

/** Headers asked for at a time. */
const TOGETHER = 32

/**
 * The blocks of a range that hold events, and its last one; cut short where logs and headers are of different chains, empty when the chain
 * moved while it was read.
 */
export async function readOld(
  { client, contracts }: { readonly client: PublicClient; readonly contracts: WatchedContracts },
  { from, to }: BlockRange,
): Promise<readonly BlockUpdate[]> {
  const address = toWatchedAddresses(contracts)
  const end = await getHeader(client, to)
  const logs = await client.getLogs({ address, fromBlock: BigInt(from), toBlock: BigInt(to) })
  const byBlock = Map.groupBy(logs, (log) => Number(log.blockNumber))
  const numbers = [...byBlock.keys()].filter((number) => number !== to).sort((left, right) => left - right)
  const headers = await readHeaders(client, numbers, byBlock, end)
  if ((await getHeader(client, to)).hash !== end.hash) return []
  const updates: BlockUpdate[] = []
  const over = new Set<OrderId>()
  for (const header of [...headers, end]) {
    const own = byBlock.get(header.number) ?? []
    if (own.some((log) => log.blockHash !== header.hash)) break
    const events = decodeLogs(own, header)
    for (const event of events) if (event.name === 'OrderSettled' || event.name === 'OrderRefunded') over.add(event.orderId)
    updates.push({ type: 'block', header, events, over })
  }
  return updates
}

type BlockLog = Log<bigint, number, false>

/** The headers of some blocks: from the logs where the node tells the time in them, asked for one by one where it does not. */
async function readHeaders(
  client: PublicClient,
  numbers: readonly number[],
  byBlock: ReadonlyMap<number, readonly BlockLog[]>,
  end: BlockHeader,
): Promise<readonly BlockHeader[]> {
  const last = numbers.at(-1)
  if (last === undefined) return []
  const told = numbers.flatMap((number) => toHeader(byBlock.get(number)?.[0]) ?? [])
  const asked = await getHeader(client, last)
  if (told.length === numbers.length && isPlausible(told, asked, end)) return told
  const headers: BlockHeader[] = []
  for (let at = 0; at < numbers.length; at += TOGETHER) {
    headers.push(...(await Promise.all(numbers.slice(at, at + TOGETHER).map((number) => getHeader(client, number)))))
  }
  return headers
}

/** What a log says of its block. The time is a late addition to the standard: many nodes leave it out. */
function toHeader(log: BlockLog | undefined): BlockHeader | undefined {
  if (!log?.blockTimestamp) return undefined
  return { number: Number(log.blockNumber), hash: log.blockHash as BlockHeader['hash'], timestamp: Number(log.blockTimestamp) }
}

/** Some nodes had it wrong: the times must ascend, and the last be what its header says. */
function isPlausible(told: readonly BlockHeader[], asked: BlockHeader, end: BlockHeader): boolean {
  const last = told.at(-1)
  if (last?.hash !== asked.hash || last.timestamp !== asked.timestamp || last.timestamp > end.timestamp) return false
  return told.every(({ timestamp }, index) => timestamp >= (told[index - 1]?.timestamp ?? 0))
}
