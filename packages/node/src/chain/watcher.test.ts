/** The watcher against nodes that lag, fail, and change their chain between two answers. */
import { type Hex, type PublicClient, pad, toHex, zeroAddress, zeroHash } from 'viem'
import { expect, test } from 'vitest'
import type { Clock } from '../runtime/clock.ts'
import { noMetrics } from '../runtime/metrics.ts'
import type { BlockHeader, ChainUpdate } from './events.ts'
import { watchChain } from './watcher.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet }
const hash = (fork: number, number: number): Hex => pad(toHex(fork * 10_000 + number + 1))
/** A chain of `height` blocks; blocks from `since` on are of fork `fork`. */
const makeChain = (height: number, fork = 0, since = 0) => {
  const forkOf = (number: number) => (number >= since ? fork : 0)
  return Array.from({ length: height + 1 }, (_, number): BlockHeader => ({ number, hash: hash(forkOf(number), number), timestamp: number }))
}

/** A node whose chain the test swaps; `calls` are the ranges and hashes asked for. */
function createNode(start: readonly BlockHeader[]) {
  const node = { chain: start, calls: [] as string[], fail: (_call: string): boolean => false, latest: undefined as number | undefined }
  const client = {
    getBlock: async ({ blockNumber }: { blockNumber?: bigint }) => {
      const header = node.chain[blockNumber === undefined ? (node.latest ?? node.chain.length - 1) : Number(blockNumber)]
      if (!header) throw new Error('block not found')
      const parentHash = node.chain[header.number - 1]?.hash ?? zeroHash
      return { ...header, parentHash, number: BigInt(header.number), timestamp: BigInt(header.timestamp) }
    },
    getLogs: async ({ fromBlock, toBlock, blockHash }: { fromBlock?: bigint; toBlock?: bigint; blockHash?: Hex }) => {
      const call = blockHash ?? `${fromBlock}-${toBlock}`
      node.calls.push(call)
      if (node.fail(call)) throw new Error('query returned more than 10000 results')
      if (blockHash && !node.chain.some((header) => header.hash === blockHash)) throw new Error('unknown block')
      return []
    },
  }
  return { node, client: client as unknown as PublicClient }
}

/** Applies updates as ingestion does, until `done`; sleeping runs `idle`, which may change the node. */
async function follow(
  client: PublicClient,
  done: (stored: ReadonlyMap<number, BlockHeader>, updates: readonly ChainUpdate[]) => boolean,
  idle = () => {},
  takeRewind = (): number | undefined => undefined,
) {
  const stop = new AbortController()
  const stored = new Map<number, BlockHeader>()
  const updates: ChainUpdate[] = []
  const clock: Clock = {
    now: () => 0,
    sleep: async () => {
      await new Promise((resolve) => setImmediate(resolve))
      idle()
      if (done(stored, updates)) stop.abort()
    },
  }
  const atOrBelow = (number: number) => stored.get(Math.max(-1, ...[...stored.keys()].filter((key) => key <= number)))
  const stream = watchChain({
    client,
    contracts: { escrow: zeroAddress, registry: zeroAddress },
    startBlock: 0,
    getCursor: () => atOrBelow(Number.POSITIVE_INFINITY),
    getStored: atOrBelow,
    pollMs: 1,
    clock,
    logger: quiet,
    metrics: noMetrics,
    signal: stop.signal,
    takeRewind,
  })
  for await (const update of flatten(stream)) {
    updates.push(update)
    if (update.type === 'block') stored.set(update.header.number, update.header)
    else for (const number of [...stored.keys()]) if (number > update.to.number) stored.delete(number)
  }
  return { stored, updates }
}
async function* flatten<item>(batches: AsyncIterable<readonly item[]>): AsyncGenerator<item> {
  for await (const batch of batches) yield* batch
}
const tipOf = (chain: readonly BlockHeader[]) => chain.at(-1)?.hash
const reaches = (chain: readonly BlockHeader[]) => (stored: ReadonlyMap<number, BlockHeader>) =>
  stored.get(chain.length - 1)?.hash === tipOf(chain)

test('back-fills settled blocks in ranges and young ones by hash, each once and in order', async () => {
  const { node, client } = createNode(makeChain(1_000))
  const { updates } = await follow(client, reaches(node.chain))
  const numbers = updates.map((update) => (update.type === 'block' ? update.header.number : -1))
  expect(numbers).toEqual([...new Set(numbers)].sort((left, right) => left - right))
  expect(numbers.slice(-64)).toEqual(Array.from({ length: 64 }, (_, index) => 937 + index))
  const ranges = node.calls.filter((call) => call.includes('-'))
  expect([ranges[0], ranges.at(-1)?.split('-')[1]]).toEqual(['0-49', '936'])
})

test('halves its ranges until the node answers', async () => {
  const { node, client } = createNode(makeChain(1_000))
  node.fail = (call) => {
    const [from, to] = call.split('-').map(Number)
    return to !== undefined && to - (from ?? 0) >= 30
  }
  const { stored } = await follow(client, reaches(node.chain))
  expect(stored.get(1_000)?.hash).toBe(tipOf(node.chain))
})

test('steps back to the common ancestor and follows the other fork', async () => {
  const { node, client } = createNode(makeChain(20))
  const fork = makeChain(22, 1, 18)
  const { updates, stored } = await follow(client, reaches(fork), () => {
    node.chain = fork
  })
  expect(updates.filter(({ type }) => type === 'reorg')).toEqual([{ type: 'reorg', to: fork[17] }])
  expect([...stored.values()]).toEqual(fork)
})

test('a node that lags behind is no reorg; a shorter chain of other blocks is', async () => {
  const { node, client } = createNode(makeChain(20))
  const longer = makeChain(21)
  let idles = 0
  const lagging = await follow(client, reaches(longer), () => {
    idles += 1
    node.latest = idles < 5 ? 12 : undefined
    if (idles >= 5) node.chain = longer
  })
  expect(lagging.updates.filter(({ type }) => type === 'reorg')).toEqual([])

  const other = createNode(makeChain(20))
  const shorter = makeChain(15, 1, 10)
  const { updates } = await follow(other.client, reaches(shorter), () => {
    other.node.chain = shorter
  })
  expect(updates.find(({ type }) => type === 'reorg')).toEqual({ type: 'reorg', to: shorter[9] })
})

test('a chain that moves between two answers is read again, never mixed', async () => {
  const fork = makeChain(12, 1, 5)
  const { node, client } = createNode(makeChain(10))
  node.fail = (call) => {
    if (call === hash(0, 7)) node.chain = fork // from here on the node has the other chain
    return false
  }
  const { stored } = await follow(client, reaches(fork))
  expect([...stored.values()].sort((left, right) => left.number - right.number)).toEqual(fork)
})

test('what a lying endpoint told is read again', async () => {
  const { node, client } = createNode(makeChain(20))
  let rewind: number | undefined
  let idles = 0
  const { updates, stored } = await follow(
    client,
    () => idles > 3,
    () => {
      idles += 1
      if (idles === 1) rewind = 15
    },
    () => {
      const from = rewind
      rewind = undefined
      return from
    },
  )
  const again = updates.slice(updates.findIndex(({ type }) => type === 'reorg'))
  expect(again[0]).toEqual({ type: 'reorg', to: node.chain[14] })
  expect(again.slice(1).map((update) => (update.type === 'block' ? update.header.number : -1))).toEqual([15, 16, 17, 18, 19, 20])
  expect([...stored.values()].sort((left, right) => left.number - right.number)).toEqual(node.chain)
})
