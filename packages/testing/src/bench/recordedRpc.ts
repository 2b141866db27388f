/** A local RPC node with a recorded chain: real logs of the real contracts' events, answered as fast as HTTP allows. */
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { orderEscrowAbi, quorumVerifierAbi } from '@paynode/sdk/abi'
import { toOnchainOrder } from '@paynode/sdk/protocol'
import {
  encodeAbiParameters,
  encodeEventTopics,
  encodeFunctionResult,
  erc20Abi,
  getAddress,
  type Hex,
  pad,
  toFunctionSelector,
  toHex,
  zeroHash,
} from 'viem'
import { listenHttp } from '../../../node/src/runtime/listenHttp.ts'
import { readBody } from '../../../node/src/runtime/readBody.ts'
import { domain, makeOrder, self, toBlockHash } from './makeOrders.ts'

/** What the recording holds. `perBlock` orders are created, claimed and settled per block. */
export type Recording = { readonly orders: number; readonly perBlock: number }
export type RecordedRpc = { readonly url: string; close(): Promise<void> }

/** Its addresses and sizes. */
export const registry = getAddress(`0x${'cc'.repeat(20)}`)
export const verifier = getAddress(`0x${'dd'.repeat(20)}`)
export const toHead = ({ orders, perBlock }: Recording) => Math.ceil(orders / perBlock) + 100

/** Starts the node in a thread of its own. */
export async function startRecordedRpc(recording: Recording): Promise<RecordedRpc> {
  const worker = new Worker(new URL(import.meta.url), { workerData: recording, execArgv: ['-C', 'paynode-source'] })
  const url = await new Promise<string>((resolve, reject) => worker.once('message', resolve).once('error', reject))
  return { url, close: async () => void (await worker.terminate()) }
}

type Log = Readonly<Record<string, unknown>>

function createLogs(index: number, perBlock: number): readonly (readonly [block: number, Log])[] {
  const { id, order, at } = makeOrder(index, perBlock)
  const terms = toOnchainOrder(order)
  const events = [
    ['OrderCreated', { orderId: id, payer: order.payer, corridor: terms.routing.corridor, order: terms }],
    ['OrderClaimed', { orderId: id, provider: self, route: zeroHash, bond: 100_000n, payBy: order.claimBy + 600 }],
    ['OrderSettled', { orderId: id, provider: self, credited: order.amount }],
  ] as const
  return events.map(([eventName, args], step) => {
    const { block, blockHash, logIndex, transactionHash } = at(step)
    const item = orderEscrowAbi.find((entry) => entry.type === 'event' && entry.name === eventName)
    if (item?.type !== 'event') throw new Error(`the escrow has no event ${eventName}`)
    const plain = item.inputs.filter(({ indexed }) => !indexed)
    const values = args as Readonly<Record<string, unknown>>
    const data = encodeAbiParameters(plain as never, plain.map(({ name }) => values[name]) as never)
    const topics = encodeEventTopics({ abi: orderEscrowAbi, eventName, args: args as never })
    const blockTimestamp = toHex(toTime(block)) // as geth, reth and anvil tell it
    const places = {
      blockNumber: toHex(block),
      blockHash,
      blockTimestamp,
      logIndex: toHex(logIndex),
      transactionHash,
      transactionIndex: '0x0',
    }
    return [block, { address: domain.escrow, topics, data, removed: false, ...places }] as const
  })
}

const toTime = (block: number) => 1_700_000_000 + block * 3
const toHeader = (number: number): Log => ({
  number: toHex(number),
  hash: toBlockHash(number),
  parentHash: toBlockHash(number - 1),
  timestamp: toHex(toTime(number)),
  gasLimit: '0x1c9c380',
  gasUsed: '0x0',
  baseFeePerGas: '0x7',
  transactions: [],
})

/** What the daemon reads of the contracts, by selector. */
const calls: Readonly<Record<string, Hex>> = {
  [toFunctionSelector('bondBps()')]: encodeFunctionResult({ abi: orderEscrowAbi, functionName: 'bondBps', result: 100 }),
  [toFunctionSelector('tokenPolicyOf(address)')]: encodeFunctionResult({
    abi: orderEscrowAbi,
    functionName: 'tokenPolicyOf',
    result: [true, false, 10n ** 12n],
  }),
  [toFunctionSelector('getAttesters()')]: encodeFunctionResult({ abi: quorumVerifierAbi, functionName: 'getAttesters', result: [self] }),
  [toFunctionSelector('threshold()')]: pad('0x01'),
  [toFunctionSelector('symbol()')]: encodeFunctionResult({ abi: erc20Abi, functionName: 'symbol', result: 'tUSD' }),
  [toFunctionSelector('decimals()')]: pad('0x06'),
}

async function serve(recording: Recording): Promise<string> {
  const byBlock = new Map<number, Log[]>()
  for (let index = 0; index < recording.orders; index++) {
    for (const [block, log] of createLogs(index, recording.perBlock)) byBlock.set(block, [...(byBlock.get(block) ?? []), log])
  }
  const byHash = new Map([...byBlock.keys()].map((block) => [toBlockHash(block), block]))
  const head = toHead(recording)
  const logsOf = (from: number, to: number) => {
    if (to - from > 2_000) throw new Error('block range too large')
    return Array.from({ length: to - from + 1 }, (_, index) => byBlock.get(from + index) ?? []).flat()
  }
  const answer = (method: string, params: readonly unknown[]): unknown => {
    const [first] = params as [Record<string, string> | string | undefined]
    switch (method) {
      case 'eth_chainId':
        return toHex(domain.chainId)
      case 'eth_blockNumber':
        return toHex(head)
      case 'eth_getBlockByNumber':
        return first === 'latest' ? toHeader(head) : Number(first) > head ? null : toHeader(Number(first))
      case 'eth_getLogs': {
        const { blockHash, fromBlock, toBlock } = first as Record<string, string>
        const block = byHash.get((blockHash ?? '') as Hex)
        return blockHash ? (block === undefined ? [] : logsOf(block, block)) : logsOf(Number(fromBlock), Number(toBlock))
      }
      case 'eth_call':
        return calls[(first as Record<string, string>).data?.slice(0, 10) ?? ''] ?? '0x'
      default:
        return '0x0'
    }
  }
  const { url } = await listenHttp(
    (request, response) => {
      void readBody(request, 1 << 20).then((body) => {
        const { id, method, params } = JSON.parse(String(body)) as { id: number; method: string; params?: unknown[] }
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ jsonrpc: '2.0', id, result: answer(method, params ?? []) }))
      })
    },
    { host: '127.0.0.1', port: 0 },
  )
  return url
}

if (parentPort) {
  const port = parentPort
  void serve(workerData as Recording).then((url) => port.postMessage(url)) // given by startRecordedRpc
}
