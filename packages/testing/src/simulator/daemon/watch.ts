/** A daemon's chain watcher on the chain model: every block once in order, a step back to the common ancestor when its node is on another branch. */
import type { ChainUpdate } from '../../../../node/src/chain/events.ts'
import { getBlockAtOrBelow } from '../../../../node/src/store/chainLogs.ts'
import { getCursor } from '../../../../node/src/store/cursor.ts'
import type { Block } from '../chain/blocks.ts'
import type { RpcNode } from '../chain/rpcNode.ts'
import type { Gate } from './gate.ts'

const BATCH = 16

/** The next updates after the stored cursor; none when the node is at or behind it. @throws while the node is down. */
export async function readUpdates(gate: Gate, rpc: RpcNode, latencyMs: number): Promise<readonly ChainUpdate[]> {
  const head = await gate.call('rpc blocks', latencyMs, () => rpc.head())
  const cursor = getCursor(gate.store)
  if (!cursor) return listSince(head, 0).slice(0, BATCH).map(toUpdate)
  let known: Block | undefined = head
  while (known && known.header.number > cursor.number) known = known.parent
  const hashAt = (number: number) => getBlockAtOrBelow(gate.store, number)?.hash
  if (known && hashAt(known.header.number) === known.header.hash) {
    return listSince(head, cursor.number).slice(0, BATCH).map(toUpdate)
  }
  while (known && hashAt(known.header.number) !== known.header.hash) known = known.parent
  if (!known) throw new Error('the node shows another chain')
  return [{ type: 'reorg', to: known.header }]
}

/** The blocks of a branch above a height, in order. */
function listSince(head: Block, height: number): readonly Block[] {
  const blocks: Block[] = []
  for (let block: Block | undefined = head; block && block.header.number > height; block = block.parent) blocks.push(block)
  return blocks.reverse()
}

const toUpdate = ({ header, events }: Block): ChainUpdate => ({ type: 'block', header, events })
