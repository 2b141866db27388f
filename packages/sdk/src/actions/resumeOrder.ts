/** Finds out where a kept order stands and what its payer can do next, by the chain's own time. */
import type { Client } from 'viem'
import { getBlock } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import type { OrderStatus } from '../protocol/order.ts'
import { fromChain } from './fromChain.ts'
import { getOrderState } from './getOrderState.ts'
import { fromRecord, type OrderRecord } from './toRecord.ts'

/**
 * What to do: `lock` it (`lockOrder`; it is not on chain, and asking twice cannot lock twice) · `renew`: it is not on chain and never
 * will be, make a new one · `wait` (`waitForOrder`) · `expire` the claim that ran out (`expireClaim`) · `reclaim` (`reclaimOrder`) ·
 * `done`.
 */
export type NextStep = 'lock' | 'renew' | 'wait' | 'expire' | 'reclaim' | 'done'

export type ResumedOrder = OrderRecord & {
  readonly status: OrderStatus
  readonly next: NextStep
  /** Seconds until the payer may take the money back, by the chain's time; 0 when it may, undefined when the order is over or not there. */
  readonly reclaimIn?: number | undefined
}

/**
 * Resumes an order from its record. The machine's clock does not matter.
 * @throws RecordMismatchError, RpcFailedError.
 * @example
 * const resumed = await resumeOrder(wallet, { network, record: localStorage.getItem('order') ?? '' })
 * if (resumed.next === 'lock') await lockOrder(wallet, { network, order: resumed.order })
 * if (resumed.next === 'wait') await waitForOrder(wallet, { network, orderId: resumed.orderId, status: 'settled' })
 */
export async function resumeOrder(
  client: Client,
  { network, record, signal }: { readonly network: PaynodeNetwork; readonly record: string; readonly signal?: AbortSignal | undefined },
): Promise<ResumedOrder> {
  const kept = fromRecord(record, network)
  const [{ status, changedAt }, { timestamp }] = await Promise.all([
    getOrderState(client, { network, orderId: kept.orderId, signal }),
    fromChain(getBlock(client, { blockTag: 'latest' }), signal),
  ])
  const now = Number(timestamp)
  const next = toNext({ status, changedAt, now, order: kept.order })
  const isLocked = status === 'open' || status === 'claimed' || status === 'submitted' || status === 'disputed'
  return { ...kept, status, next, ...(isLocked ? { reclaimIn: Math.max(0, kept.order.reclaimAfter - now) } : {}) }
}

type Facts = Pick<OrderRecord, 'order'> & { readonly status: OrderStatus; readonly changedAt: number; readonly now: number }

function toNext({ status, changedAt, now, order: { claimBy, reclaimAfter, payWindow } }: Facts): NextStep {
  switch (status) {
    case 'none':
      return now < claimBy ? 'lock' : 'renew' // the escrow refuses what could not be claimed any more
    case 'open':
      return now >= reclaimAfter ? 'reclaim' : 'wait'
    case 'claimed':
      return now > changedAt + payWindow ? 'expire' : 'wait'
    case 'submitted':
    case 'disputed':
      return 'wait'
    case 'settled':
    case 'refunded':
      return 'done'
  }
}
