/** The flow benchmark: many orders from several payers at once, timed by the daemons' own event logs. */
import { createOrder } from '@paynode/sdk'
import { type OrderId, parseRecipient } from '@paynode/sdk/protocol'
import { erc20Abi, maxUint256 } from 'viem'
import { now } from '../clock.ts'
import { toAccount } from '../demo/plan.ts'
import { waitForEnd } from '../demo/waitForEnd.ts'
import { type LocalNetwork, startLocalNetwork } from '../network/startLocalNetwork.ts'
import { createReader, createWallet } from '../network/wallets.ts'
import type { Progress } from '../output/progress.ts'
import { summarise } from './percentile.ts'
import { type OrderTimes, readTimes } from './readTimes.ts'

export type Summary = ReturnType<typeof summarise>

/** What was measured. Times are milliseconds. */
export type FlowBench = {
  readonly orders: number
  readonly settled: number
  readonly providers: number
  readonly blockTime: number
  /** First lock to last settlement. */
  readonly seconds: number
  readonly ordersPerSecond: number
  readonly lockToSettled: Summary
  readonly steps: { readonly lockToClaim: Summary; readonly claimToPaid: Summary; readonly paidToSettled: Summary }
}

const CORRIDORS = ['NGN/bank', 'KES/mpesa', 'GHS/mobile'] as const

/** Runs the benchmark on a network of its own. */
export async function runFlowBench(parameters: {
  readonly orders: number
  readonly providers: number
  readonly payers: number
  readonly blockTime: number
  readonly story: Progress
  readonly signal: AbortSignal
}): Promise<FlowBench> {
  const { orders, providers, payers, blockTime, story, signal } = parameters
  const onProgress = (text: string) => story.update(text)
  const network = await startLocalNetwork({ providers, corridors: CORRIDORS, blockTime, payers, signal, onProgress })
  try {
    story.line(`${orders} orders from ${payers} payers, ${providers} providers, a block every ${blockTime} s`)
    await allowAll(network, signal)
    const started = now()
    const ids = await lockAll(network, orders, signal)
    story.line(`locked after ${((now() - started) / 1_000).toFixed(1)} s`)
    const facts = await waitForEnd(createReader(network.description), network.description.contracts.OrderEscrow, ids, {
      timeoutMs: 120_000 + 3_000 * orders * blockTime,
      signal,
      onProgress: (done) => story.update(`${done}/${orders} settled`),
    })
    const times = await readTimes(network.description, ids, facts, signal)
    return summariseTimes(times, { orders, providers, blockTime })
  } finally {
    story.update('stopping …')
    await network.stop()
    story.close()
  }
}

/** Lets the escrow take tokens beforehand, so that an order is one transaction. */
async function allowAll({ payers, description }: LocalNetwork, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  await Promise.all(
    payers.map(async ({ privateKey }) => {
      const wallet = createWallet({ ...description, privateKey })
      const args = [description.contracts.OrderEscrow, maxUint256] as const
      const hash = await wallet.writeContract({ address: description.token.address, abi: erc20Abi, functionName: 'approve', args })
      await wallet.waitForTransactionReceipt({ hash })
    }),
  )
}

/** Every payer locks its share, one order after another; payers work at the same time. */
async function lockAll(network: LocalNetwork, orders: number, signal: AbortSignal): Promise<readonly OrderId[]> {
  let next = 0
  const lock = async (privateKey: LocalNetwork['payers'][number]['privateKey']) => {
    const wallet = createWallet({ ...network.description, privateKey })
    const ids: OrderId[] = []
    while (next < orders) {
      const number = next++
      const corridor = CORRIDORS[number % CORRIDORS.length] ?? 'NGN/bank'
      const recipient = parseRecipient(toAccount(corridor, String(5_000 + (number % 500))))
      const amount = BigInt(10 + (number % 40)) * 1_000_000n
      ids.push((await createOrder(wallet, { network: network.description, amount, recipient, signal })).orderId)
    }
    return ids
  }
  return (await Promise.all(network.payers.map(({ privateKey }) => lock(privateKey)))).flat()
}

/** Times → percentiles. */
export function summariseTimes(
  times: readonly OrderTimes[],
  { orders, providers, blockTime }: { readonly orders: number; readonly providers: number; readonly blockTime: number },
): FlowBench {
  const settled = times.filter(({ settledAt }) => settledAt !== undefined)
  const first = Math.min(...times.map(({ lockedAt }) => lockedAt))
  const last = Math.max(...settled.map(({ settledAt }) => settledAt ?? 0))
  const seconds = settled.length === 0 ? 0 : (last - first) / 1_000
  const between = (from: keyof OrderTimes, to: keyof OrderTimes) =>
    summarise(times.flatMap((time) => (time[from] !== undefined && time[to] !== undefined ? [time[to] - time[from]] : [])))
  return {
    orders,
    settled: settled.length,
    providers,
    blockTime,
    seconds,
    ordersPerSecond: seconds === 0 ? 0 : Number((settled.length / seconds).toFixed(2)),
    lockToSettled: between('lockedAt', 'settledAt'),
    steps: {
      lockToClaim: between('lockedAt', 'claimedAt'),
      claimToPaid: between('claimedAt', 'paidAt'),
      paidToSettled: between('paidAt', 'settledAt'),
    },
  }
}
