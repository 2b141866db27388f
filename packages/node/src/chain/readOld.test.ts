/** What a long range of old blocks says of the orders in it. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { type Order, type OrderId, orderDefaults, toOnchainOrder } from '@paynode/sdk/protocol'
import { type Address, encodeAbiParameters, encodeEventTopics, type Hex, type PublicClient, pad, toHex, zeroAddress, zeroHash } from 'viem'
import { expect, test } from 'vitest'
import { ingest, noOrders } from '../ingest.ts'
import { noMetrics } from '../runtime/metrics.ts'
import { openStore } from '../store/store.ts'
import { readOld } from './readOld.ts'

const someone: Address = `0x${'11'.repeat(20)}`
const [settled, refunded, open] = [1, 2, 3].map((number) => pad(toHex(number), { size: 32 }) as OrderId) as [OrderId, OrderId, OrderId]
const order: Order = {
  ...orderDefaults,
  payer: someone,
  refundTo: someone,
  token: someone,
  amount: 1n,
  payout: 1n,
  corridor: 'NGN/bank',
  recipientHash: zeroHash,
  reclaimAfter: 9,
  turnSeconds: 1,
  claimBy: 5,
  payWindow: 1,
  salt: 1n,
}
const terms = toOnchainOrder(order)
const created = { name: 'OrderCreated', args: { payer: someone, corridor: terms.routing.corridor, order: terms } }
const story = [
  { block: 2, orderId: settled, ...created },
  { block: 2, orderId: refunded, ...created },
  { block: 3, orderId: open, ...created },
  { block: 5, orderId: settled, name: 'OrderSettled', args: { provider: someone, credited: 1n } },
  { block: 7, orderId: refunded, name: 'OrderRefunded', args: { refundTo: someone, amount: 1n } },
]
const hashOf = (block: number) => pad(toHex(block + 1), { size: 32 })

function toLog({ block, orderId, name, args }: (typeof story)[number], logIndex: number) {
  const item = orderEscrowAbi.find((entry) => entry.type === 'event' && entry.name === name)
  if (item?.type !== 'event') throw new Error(`the escrow has no event ${name}`)
  const values: Readonly<Record<string, unknown>> = { ...args, orderId }
  const plain = item.inputs.filter(({ indexed }) => !indexed)
  return {
    address: zeroAddress,
    topics: encodeEventTopics({ abi: orderEscrowAbi, eventName: name as never, args: values as never }),
    data: encodeAbiParameters(plain as never, plain.map((input) => values[input.name ?? '']) as never),
    blockNumber: BigInt(block),
    blockHash: hashOf(block),
    transactionHash: zeroHash,
    logIndex,
  }
}

const client = {
  getLogs: async ({ fromBlock, toBlock }: { readonly fromBlock: bigint; readonly toBlock: bigint }) =>
    story.map(toLog).filter(({ blockNumber }) => blockNumber >= fromBlock && blockNumber <= toBlock),
  getBlock: async ({ blockNumber }: { readonly blockNumber: bigint }) => {
    const number = Number(blockNumber)
    return { number: blockNumber, hash: hashOf(number), parentHash: hashOf(number - 1), timestamp: blockNumber * 3n }
  },
} as unknown as PublicClient // what reading old blocks asks of it
const contracts = { escrow: zeroAddress, registry: zeroAddress }

test('orders that end within the range are told apart from those that go on after it', async () => {
  const [created, over]: [Hex[], Set<Hex>] = [[], new Set()]
  const store = openStore(':memory:')
  const folds = { apply: () => {}, keep: () => {}, restore: () => {} }
  for (const update of await readOld({ client, contracts }, { from: 0, to: 5 })) {
    ingest(
      {
        store,
        folds,
        metrics: noMetrics,
        ...noOrders,
        freeze: (ids, ended) => {
          created.push(...ids)
          for (const id of ids) if (ended?.has(id)) over.add(id)
        },
      },
      update,
    )
  }
  expect([created, [...over]]).toEqual([[settled, refunded, open], [settled]]) // the refund lies behind the range
  store.close()
})

test('blocks with events, and the last one', async () => {
  const updates = await readOld({ client, contracts }, { from: 0, to: 9 })
  expect(updates.map(({ header, events }) => [header.number, events.map(({ name }) => name)])).toEqual([
    [2, ['OrderCreated', 'OrderCreated']],
    [3, ['OrderCreated']],
    [5, ['OrderSettled']],
    [7, ['OrderRefunded']],
    [9, []],
  ])
})

/** The same node, telling the time in its logs, and what it was asked. */
function createTelling(timeOf: (block: bigint) => bigint, hashes: readonly Hex[] = []) {
  const asked: number[] = []
  const left = [...hashes]
  const telling = {
    getLogs: async (range: { readonly fromBlock: bigint; readonly toBlock: bigint }) =>
      (await client.getLogs(range as never)).map((log) => ({ ...log, blockTimestamp: timeOf(log.blockNumber as bigint) })),
    getBlock: async ({ blockNumber }: { readonly blockNumber: bigint }) => {
      asked.push(Number(blockNumber))
      const block = await client.getBlock({ blockNumber })
      return blockNumber === 9n ? { ...block, hash: left.shift() ?? block.hash } : block
    },
  } as unknown as PublicClient // what reading old blocks asks of it
  return { asked, telling }
}
const times = (updates: Awaited<ReturnType<typeof readOld>>) => updates.map(({ header }) => [header.number, header.timestamp])
const right = [2, 3, 5, 7, 9].map((block) => [block, block * 3])

test('headers come from the logs where the node tells the time in them', async () => {
  const { asked, telling } = createTelling((block) => block * 3n)
  expect(times(await readOld({ client: telling, contracts }, { from: 0, to: 9 }))).toEqual(right)
  expect(asked).toEqual([9, 7, 9]) // the end before and after, and one to compare with
})

test.each<[string, (block: bigint) => bigint]>([
  ['nothing but zeros', () => 0n],
  ['other times than its headers', (block) => block * 3n + 1n],
  ['times that go back', (block) => (block === 3n ? 99n : block * 3n)],
])('a node whose logs tell %s is asked for the headers', async (_, timeOf) => {
  const { asked, telling } = createTelling(timeOf)
  expect(times(await readOld({ client: telling, contracts }, { from: 0, to: 9 }))).toEqual(right)
  expect(asked).toEqual([9, 7, 2, 3, 5, 7, 9])
})

test('a chain that moved while it was read is read again', async () => {
  const { telling } = createTelling((block) => block * 3n, [hashOf(9), hashOf(90)])
  expect(await readOld({ client: telling, contracts }, { from: 0, to: 9 })).toEqual([])
})
