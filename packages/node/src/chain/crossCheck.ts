/** Is a claimed order what the daemon's own chain says it is? Asked of every RPC endpoint before money leaves. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { hashOrder } from '@paynode/sdk/protocol'
import { type Address, isAddressEqual } from 'viem'
import type { OrderRecord } from '../orders/types.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import type { RpcEndpoint, RpcPool } from './rpcPool.ts'

/** What checking needs. */
export type CrossCheckDeps = {
  readonly pool: Pick<RpcPool, 'endpoints'>
  readonly chainId: number
  readonly escrow: Address
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
}

/** `isAgreed` answers from memory and asks in the background what it does not know; ask again soon. */
export type CrossCheck = { isAgreed(record: OrderRecord, confirmations: number): boolean; close(): Promise<void> }

/** `CLAIMED` of the contract's status enumeration. */
const CLAIMED = 2
const AGAIN_MS = 1_000
const KEPT = 10_000

/**
 * Creates the check. With one endpoint only the order's terms are checked: they must hash to the order's id. With more, at least two
 * endpoints, and more than contradict them, must have the order's and the claim's block under the same hashes, the claim that many blocks
 * deep, and the order claimed by the same provider.
 */
export function createCrossCheck(deps: CrossCheckDeps): CrossCheck {
  const agreed = new Set<string>()
  const asking = new Map<string, Promise<void>>()
  const askedAt = new Map<string, number>()
  const ask = async (record: OrderRecord, confirmations: number, key: string) => {
    const answers = await Promise.all(deps.pool.endpoints.map((endpoint) => askEndpoint(deps, endpoint, record, confirmations)))
    const count = (answer: Answer) => answers.filter((one) => one === answer).length
    if (count('yes') >= 2 && count('yes') > count('no')) agreed.add(key)
    else if (count('no') > 0) {
      deps.metrics.count('paynode_rpc_disagreements_total')
      deps.logger.error(
        { orderId: record.id, endpoints: deps.pool.endpoints.map(({ name }, index) => `${name}: ${answers[index]}`) },
        'RPC endpoints contradict each other on a claimed order, it is not paid meanwhile',
      )
    }
  }
  return {
    isAgreed: (record, confirmations) => {
      const { claimedAt, created } = record
      if (!claimedAt) return false
      const key = [record.id, created.blockHash, claimedAt.blockHash, record.claimer].join()
      if (agreed.has(key)) return true
      if (hashOrder(record.order, { chainId: deps.chainId, escrow: deps.escrow }) !== record.id) return false
      if (agreed.size > KEPT) agreed.clear()
      if (askedAt.size > KEPT) askedAt.clear()
      if (deps.pool.endpoints.length === 1) {
        agreed.add(key)
        return true
      }
      if (asking.has(key) || deps.clock.now() - (askedAt.get(key) ?? 0) < AGAIN_MS) return false
      askedAt.set(key, deps.clock.now())
      asking.set(
        key,
        ask(record, confirmations, key).finally(() => asking.delete(key)),
      )
      return false
    },
    close: async () => void (await Promise.allSettled(asking.values())),
  }
}

/** `unsure`: it does not answer, or has not come so far yet. */
type Answer = 'yes' | 'no' | 'unsure'

async function askEndpoint(
  { escrow }: CrossCheckDeps,
  { client }: RpcEndpoint,
  { id, created, claimedAt, claimer }: OrderRecord,
  confirmations: number,
): Promise<Answer> {
  if (!claimedAt || !claimer) return 'unsure'
  try {
    const head = Number(await client.getBlockNumber())
    if (head < claimedAt.block + confirmations) return 'unsure'
    const [first, second, state] = await Promise.all([
      client.getBlock({ blockNumber: BigInt(created.block) }),
      client.getBlock({ blockNumber: BigInt(claimedAt.block) }),
      client.readContract({ address: escrow, abi: orderEscrowAbi, functionName: 'stateOf', args: [id] }),
    ])
    if (first.hash !== created.blockHash || second.hash !== claimedAt.blockHash) return 'no'
    return state.status === CLAIMED && isAddressEqual(state.claimer, claimer) ? 'yes' : 'no'
  } catch {
    return 'unsure'
  }
}
