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
  const branch: Block[] = []
  for (let block: Block | undefined = head; block; block = block.parent) branch.push(block)
  branch.reverse()
  const first = branch[0]?.header.number ?? 0
  const at = (number: number) => branch[number - first]
  if (!cursor) return branch.slice(0, BATCH).map(toUpdate)
  const known = at(Math.min(cursor.number, head.header.number))
  const stored = known && getBlockAtOrBelow(gate.store, known.header.number)
  if (stored?.hash !== known?.header.hash) {
    let ancestor = known
    while (ancestor && getBlockAtOrBelow(gate.store, ancestor.header.number)?.hash !== ancestor.header.hash) ancestor = ancestor.parent
    if (!ancestor) throw new Error('the node shows another chain')
    return [{ type: 'reorg', to: ancestor.header }]
  }
  return branch.slice(cursor.number - first + 1, cursor.number - first + 1 + BATCH).map(toUpdate)
}

const toUpdate = ({ header, events }: Block): ChainUpdate => ({ type: 'block', header, events })
