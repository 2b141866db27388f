/** Reads a block's header. */
import type { Hex, PublicClient } from 'viem'
import type { BlockHeader } from './events.ts'

/** A header with the block before it. */
export type LinkedHeader = BlockHeader & { readonly parentHash: Hex }

/** The header at a height, or the head's. @throws when the node has no such block. */
export async function getHeader(client: PublicClient, number?: number): Promise<LinkedHeader> {
  const block = await client.getBlock(number === undefined ? { blockTag: 'latest' } : { blockNumber: BigInt(number) })
  return { number: Number(block.number), hash: block.hash, parentHash: block.parentHash, timestamp: Number(block.timestamp) }
}
