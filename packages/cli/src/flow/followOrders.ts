/** What the chain says of orders: locked, claimed, settled, failed, refunded, with block times. Read from logs alone. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { type FailureCause, failureCauses, fromCorridorBytes, type OrderId, toOrderId } from '@paynode/sdk/protocol'
import type { Address, Client, Hex } from 'viem'
import { getContractEvents } from 'viem/actions'

/** Where and when a log stands: block time in unix seconds. */
export type Fact = { readonly transaction: Hex; readonly block: bigint; readonly logIndex: number; readonly time: number }

/** One order's life on chain. */
export type OrderFacts = {
  readonly id: OrderId
  readonly corridor: string
  readonly amount: bigint
  readonly payout: bigint
  readonly locked: Fact
  readonly claims: readonly (Fact & { readonly provider: Address })[]
  readonly failures: readonly (Fact & { readonly provider: Address; readonly cause: FailureCause })[]
  readonly settled?: Fact & { readonly provider: Address }
  readonly refunded?: Fact
}

/** Reads every order since `fromBlock`. Local networks are small enough to read whole. */
export async function readOrders(client: Client, escrow: Address, fromBlock = 0n): Promise<ReadonlyMap<OrderId, OrderFacts>> {
  const logs = await getContractEvents(client, { address: escrow, abi: orderEscrowAbi, fromBlock, strict: true })
  const orders = new Map<OrderId, OrderFacts>()
  for (const log of logs) {
    if (!('orderId' in log.args)) continue
    const id = toOrderId(log.args.orderId)
    const fact = {
      transaction: log.transactionHash,
      block: log.blockNumber,
      logIndex: log.logIndex,
      time: Number(log.blockTimestamp ?? 0n),
    }
    if (log.eventName === 'OrderCreated') {
      const { settlement, routing } = log.args.order
      const { amount, payout } = settlement
      orders.set(id, { id, corridor: fromCorridorBytes(routing.corridor), amount, payout, locked: fact, claims: [], failures: [] })
      continue
    }
    const order = orders.get(id)
    if (!order) continue
    if (log.eventName === 'OrderClaimed') {
      orders.set(id, { ...order, claims: [...order.claims, { ...fact, provider: log.args.provider }] })
    } else if (log.eventName === 'OrderFailed') {
      const cause = failureCauses[log.args.cause] ?? 'other'
      orders.set(id, { ...order, failures: [...order.failures, { ...fact, provider: log.args.provider, cause }] })
    } else if (log.eventName === 'OrderSettled') {
      orders.set(id, { ...order, settled: { ...fact, provider: log.args.provider } })
    } else if (log.eventName === 'OrderRefunded') {
      orders.set(id, { ...order, refunded: fact })
    }
  }
  return orders
}
