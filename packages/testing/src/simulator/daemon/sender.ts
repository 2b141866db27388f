/** A daemon's transaction sender on the chain model: simulates, signs and records, sends, waits for its receipt; joins what is under way. */
import type { Address } from 'viem'
import type { SendResult, TransactionSender } from '../../../../node/src/chain/ports.ts'
import type { Blocks } from '../chain/blocks.ts'
import type { RpcNode } from '../chain/rpcNode.ts'
import type { TermsBook } from '../chain/terms.ts'
import type { Gate } from './gate.ts'

/** What sending needs. `onTransaction` decides its fate: refused by the node, or mined only after a while. */
export type SimSenderDeps = {
  readonly gate: Gate
  readonly blocks: Blocks
  readonly rpc: RpcNode
  readonly terms: TermsBook
  readonly address: Address
  latencyMs(): number
  onTransaction(): { readonly refusedOnce: boolean; readonly delayMs: number }
}

const POLL_MS = 400

/** Creates the sender of one life. Recorded transactions outlive it: they are in the pool. */
export function createSimSender(deps: SimSenderDeps): TransactionSender {
  const { gate, blocks, rpc, terms, address } = deps
  const underWay = new Map<string, Promise<SendResult>>()

  const run = async (key: string): Promise<SendResult> => {
    const call = terms.toCall(key as `0x${string}`)
    const pending = await gate.call('rpc pending', deps.latencyMs(), () => blocks.findPending(rpc.head(), address, key))
    if (!pending) {
      const refused = await gate.call('rpc call', deps.latencyMs(), () => rpc.simulate(address, call))
      if (refused) return { type: 'refused', reason: refused }
    }
    const transaction =
      pending ??
      (await gate.call('rpc send', deps.latencyMs(), () => {
        const { refusedOnce, delayMs } = deps.onTransaction()
        if (refusedOnce) throw new Error('the RPC refused the transaction')
        return blocks.send({ sender: address, call, key, delayMs })
      }))
    for (;;) {
      const found = await gate.call('rpc receipt', deps.latencyMs(), () => rpc.find(transaction.id)).catch(() => undefined) // the RPC is away: look again
      if (found?.receipt.error !== undefined) return { type: 'reverted', hash: toHash(transaction.id), reason: found.receipt.error }
      if (found) return { type: 'mined', hash: toHash(transaction.id), block: found.block.header.number }
      await gate.clock.sleep(POLL_MS, gate.signal)
    }
  }

  return {
    address,
    send: ({ data, signal }) => {
      if (signal.aborted) return Promise.reject(signal.reason)
      const found = underWay.get(data)
      if (found) return found
      const task = run(data).finally(() => underWay.delete(data))
      underWay.set(data, task)
      return task
    },
  }
}

const toHash = (id: number) => `0x${id.toString(16).padStart(64, '0')}` as const
