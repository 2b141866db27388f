/** The ledger against the contract, at the very block that the ledger stands at. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { type OrderStatus, orderStatuses, type ProviderId } from '@paynode/sdk/protocol'
import { type Address, isAddressEqual, type PublicClient } from 'viem'
import { createChainView } from '../../chain/view.ts'
import { createFolds } from '../../folds.ts'
import type { OrderRecord, OrderState } from '../../orders/types.ts'
import { getCursor } from '../../store/cursor.ts'
import type { Store } from '../../store/store.ts'
import type { Difference } from './types.ts'

/** What comparing needs. */
export type CompareChainDeps = {
  readonly store: Store
  readonly client: PublicClient
  readonly escrow: Address
  readonly token: Address
  readonly self: ProviderId
}

const LANES = 16
const ours = ['claimed', 'paying', 'unknown', 'failed', 'paid', 'submitted'] as const
const others: Partial<Record<OrderState, readonly OrderStatus[]>> = {
  seen: ['open'],
  routed: ['open'],
  claiming: ['open'],
  declined: ['open', 'claimed', 'submitted', 'disputed'],
  taken: ['claimed', 'submitted', 'disputed'],
  settled: ['settled'],
  refunded: ['refunded'],
}

/** Compares every given order and the provider's account. @throws when the RPC does not answer. */
export async function compareChain(deps: CompareChainDeps, records: readonly OrderRecord[]): Promise<readonly Difference[]> {
  const { store, client, escrow, token, self } = deps
  const cursor = getCursor(store)
  if (!cursor) return [{ kind: 'chainFork', text: 'the ledger holds no block yet', next: 'start the daemon and wait until it serves' }]
  const blockNumber = BigInt(cursor.number)
  const { hash } = await client.getBlock({ blockNumber })
  if (hash !== cursor.hash)
    return [
      {
        kind: 'chainFork',
        text: `block ${cursor.number} has another hash on chain`,
        next: 'run again when the daemon has followed the reorg',
      },
    ]
  const differences: Difference[] = []
  const waiting = [...records]
  const lane = async () => {
    for (let record = waiting.pop(); record; record = waiting.pop()) {
      const args = [record.id] as const
      const state = await client.readContract({ address: escrow, abi: orderEscrowAbi, functionName: 'stateOf', args, blockNumber })
      const found = compareOrder(record, orderStatuses[state.status] ?? 'none', state.claimer, self)
      if (found) differences.push(found)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  const view = createChainView()
  createFolds(store, [view]).restore()
  const [free, locked] = await client.readContract({
    address: escrow,
    abi: orderEscrowAbi,
    functionName: 'accountOf',
    args: [self, token],
    blockNumber,
  })
  const own = view.account(self, token)
  if (own.free !== free || own.locked !== locked)
    differences.push({
      kind: 'chainAccount',
      text: `the contract holds ${free} free and ${locked} locked, the ledger ${own.free} and ${own.locked}`,
      next: 'an event was missed: stop the daemon, move the database away, start it to read the chain anew',
    })
  return differences.sort((left, right) => ((left.orderId ?? '') < (right.orderId ?? '') ? -1 : 1))
}

function compareOrder({ id, state, claimer }: OrderRecord, status: OrderStatus, holder: Address, self: ProviderId): Difference | undefined {
  if (state === 'flagged') return undefined // told elsewhere
  const isHeld = (ours as readonly string[]).includes(state)
  const fits = isHeld
    ? claimer === undefined
      ? status === 'open'
      : state === 'submitted'
        ? status === 'submitted' || status === 'disputed'
        : status === 'claimed' && (isAddressEqual(holder, self) || !isAddressEqual(claimer, self))
    : (others[state]?.includes(status) ?? true)
  if (fits) return undefined
  const text = `the contract has the order as ${status}${BigInt(holder) === 0n ? '' : ` with ${holder}`}, the ledger as ${state}`
  return {
    kind: 'chainStatus',
    orderId: id,
    text,
    next: 'run again in a minute; if it stays, restart the daemon, then compare the PSP’s statement',
  }
}
