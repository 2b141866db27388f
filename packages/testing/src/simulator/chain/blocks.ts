/** The chain model: a tree of blocks over the escrow model, a pool of transactions, one canonical tip that may move to another branch. */
import type { Address, Hex } from 'viem'
import type { BlockHeader, ChainEvent, ChainEventBody } from '../../../../node/src/chain/events.ts'
import { applyCall } from '../escrow/applyCall.ts'
import type { Call, EscrowRules, EscrowState } from '../escrow/types.ts'
import type { Random } from '../world/random.ts'

/** A signed transaction. It is mined at most once per branch, after every earlier one of its sender. */
export type Transaction = { readonly id: number; readonly sender: Address; readonly call: Call; readonly key: string; notBefore: number }
export type Receipt = { readonly id: number; readonly error?: string | undefined }
/** A block and the world after it. */
export type Block = {
  readonly header: BlockHeader
  readonly parent: Block | undefined
  readonly state: EscrowState
  readonly events: readonly ChainEvent[]
  readonly receipts: readonly Receipt[]
}

/** The chain. Times are unix milliseconds unless they are a header's. */
export type Blocks = {
  tip(): Block
  /** Puts a transaction into the pool; `delayMs` keeps it from being mined for so long. */
  send(parameters: { readonly sender: Address; readonly call: Call; readonly key: string; readonly delayMs?: number }): Transaction
  /** A transaction with this sender and key that a branch has not mined. */
  findPending(tip: Block, sender: Address, key: string): Transaction | undefined
  mine(): Block
  /** Replaces the newest blocks with others: what they held is mined again, some of it later. */
  reorg(depth: number): void
  /** A side branch of `length` blocks that leaves the canonical one `depth` blocks below its tip. Nobody else sees it. */
  branch(depth: number, length: number): Block
}

/** A chain that begins with `genesis`. */
export function createBlocks(parameters: {
  readonly genesis: { readonly state: EscrowState; readonly events: readonly ChainEventBody[] }
  readonly rules: EscrowRules
  readonly random: Random
  now(): number
}): Blocks {
  const { rules, random, now } = parameters
  const sent: Transaction[] = []
  const toHash = () => `0x${Array.from({ length: 8 }, () => random.int(0, 0xffff_ffff).toString(16).padStart(8, '0')).join('')}` as Hex
  const first = { number: 1, hash: toHash(), parentHash: toHash(), timestamp: Math.floor(now() / 1_000) }
  let tip: Block = {
    header: first,
    parent: undefined,
    state: parameters.genesis.state,
    events: parameters.genesis.events.map((body, index) => place(body, first, index, 0)),
    receipts: [],
  }

  /** `isLate` keeps a transaction, and what its sender sent after it, out of the block. */
  const build = (parent: Block, timestamp: number, isLate: (transaction: Transaction) => boolean): Block => {
    const number = parent.header.number + 1
    const header = { number, hash: toHash(), parentHash: parent.header.hash, timestamp: Math.max(timestamp, parent.header.timestamp + 1) }
    const mined = toMined(parent)
    const blocked = new Set<string>()
    const events: ChainEvent[] = []
    const receipts: Receipt[] = []
    let { state } = parent
    for (const transaction of sent) {
      const { sender, call, id } = transaction
      if (mined.has(id)) continue
      if (blocked.has(sender) || isLate(transaction)) {
        blocked.add(sender)
        continue
      }
      const result = applyCall(state, call, { sender, time: header.timestamp, rules })
      receipts.push({ id, error: result.type === 'reverted' ? result.error : undefined })
      if (result.type === 'reverted') continue
      state = result.state
      for (const body of result.events) events.push(place(body, header, events.length, id))
    }
    return { header, parent, state, events, receipts }
  }
  const isWaiting = ({ notBefore }: Transaction) => notBefore > now()

  return {
    tip: () => tip,
    send: ({ sender, call, key, delayMs = 0 }) => {
      const transaction = { id: sent.length + 1, sender, call, key, notBefore: now() + delayMs }
      sent.push(transaction)
      return transaction
    },
    findPending: (branch, sender, key) => {
      const mined = toMined(branch)
      return sent.find((transaction) => transaction.sender === sender && transaction.key === key && !mined.has(transaction.id))
    },
    mine: () => {
      tip = build(tip, Math.floor(now() / 1_000), isWaiting)
      return tip
    },
    reorg: (depth) => {
      const gone: Block[] = []
      while (gone.length < depth && tip.parent) {
        gone.push(tip)
        tip = tip.parent
      }
      const late = new Set(gone.flatMap(({ receipts }) => receipts.map(({ id }) => id)).filter(() => random.chance(0.3)))
      for (const { header } of gone.reverse()) tip = build(tip, header.timestamp, (one) => isWaiting(one) || late.has(one.id))
      for (const transaction of sent) if (late.has(transaction.id)) transaction.notBefore = now() + random.int(0, 15_000)
      tip = build(tip, Math.floor(now() / 1_000), isWaiting)
    },
    branch: (depth, length) => {
      let side = tip
      for (let step = 0; step < depth && side.parent; step++) side = side.parent
      for (let step = 0; step < length; step++) side = build(side, side.header.timestamp + 2, () => random.chance(0.4))
      return side
    },
  }
}

/** Ids that a branch has mined. Kept per block: branches share their trunk. */
const minedCache = new WeakMap<Block, ReadonlySet<number>>()
function toMined(block: Block): ReadonlySet<number> {
  const known = minedCache.get(block)
  if (known) return known
  const inherited: ReadonlySet<number> = block.parent ? toMined(block.parent) : new Set()
  const mined = block.receipts.length === 0 ? inherited : new Set([...inherited, ...block.receipts.map(({ id }) => id)])
  minedCache.set(block, mined)
  return mined
}

function place(body: ChainEventBody, header: BlockHeader, logIndex: number, id: number): ChainEvent {
  const transactionHash = `0x${id.toString(16).padStart(64, '0')}` as Hex
  const position = { block: header.number, blockHash: header.hash, blockTime: header.timestamp, logIndex, transactionHash }
  return { ...body, position }
}
