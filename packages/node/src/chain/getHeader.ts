/** Reads a block's header. */
import type { Hex, PublicClient } from 'viem'
import type { BlockHeader } from './events.ts'

/** The header at a height, or the head's. @throws when the node has no such block. */
export async function getHeader(client: PublicClient, number?: number): Promise<BlockHeader> {
  return (await getLinkedHeader(client, number)).header
}

/** The same with the hash of the block before it. */
export async function getLinkedHeader(
  client: PublicClient,
  number?: number,
): Promise<{ readonly header: BlockHeader; readonly parentHash: Hex }> {
  const block = await client.getBlock(number === undefined ? { blockTag: 'latest' } : { blockNumber: BigInt(number) })
  const header = { number: Number(block.number), hash: block.hash, timestamp: Number(block.timestamp) }
  return { header, parentHash: block.parentHash }
}
