/** One daemon's RPC: sees the chain late, or a branch that nobody else sees, or does not answer. */
import type { Address } from 'viem'
import { applyCall } from '../escrow/applyCall.ts'
import type { Call, EscrowRules } from '../escrow/types.ts'
import type { Block, Blocks, Receipt } from './blocks.ts'

/** The node and what is wrong with it. */
export type RpcNode = {
  /** @throws while it is down. */
  head(): Block
  /** The error that a call would revert with on its newest block. @throws while it is down. */
  simulate(sender: Address, call: Call): string | undefined
  /** Where a transaction stands in its chain. @throws while it is down. */
  find(id: number): { readonly block: Block; readonly receipt: Receipt } | undefined
  setDown(isDown: boolean): void
  /** How many blocks it is behind. */
  setLag(blocks: number): void
  /** Shows a side branch instead of the chain; undefined ends that. */
  setBranch(block: Block | undefined): void
}

/** Creates a healthy node. */
export function createRpcNode(blocks: Blocks, rules: EscrowRules): RpcNode {
  let isDown = false
  let lag = 0
  let branch: Block | undefined
  const head = () => {
    if (isDown) throw new Error('the RPC does not answer')
    if (branch) return branch
    let block = blocks.tip()
    for (let step = 0; step < lag && block.parent; step++) block = block.parent
    return block
  }
  return {
    head,
    simulate: (sender, call) => {
      const { state, header } = head()
      const result = applyCall(state, call, { sender, time: header.timestamp, rules })
      return result.type === 'reverted' ? result.error : undefined
    },
    find: (id) => {
      for (let block: Block | undefined = head(); block; block = block.parent) {
        const receipt = block.receipts.find((one) => one.id === id)
        if (receipt) return { block, receipt }
      }
      return undefined
    },
    setDown: (value) => {
      isDown = value
    },
    setLag: (value) => {
      lag = value
    },
    setBranch: (value) => {
      branch = value
    },
  }
}
