/** Compares RPC endpoints with each other: who lags goes to the back, who contradicts the majority on hashes or logs is locked out. */
import { createHash } from 'node:crypto'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { type Loop, startLoop } from '../runtime/startLoop.ts'
import { toWatchedAddresses, type WatchedContracts } from './decode.ts'
import type { RpcEndpoint, RpcPool } from './rpcPool.ts'

/** What comparing needs. */
export type RpcAuditDeps = {
  readonly pool: RpcPool
  readonly contracts: WatchedContracts
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly signal: AbortSignal
  /** Milliseconds between comparisons; 5 s unless told. */
  readonly everyMs?: number | undefined
  /** Somebody was found lying: what was read from it since this block must be read again. */
  onLie(sinceBlock: number): void
}

/** Blocks that a comparison stays behind the slowest head: their tips may differ honestly. */
const DEPTH = 2
const MAX_SPAN = 200

/** Starts comparing; with a single endpoint there is nothing to compare. */
export function startRpcAudit(deps: RpcAuditDeps): Loop {
  let since: number | undefined
  return startLoop(deps.signal, async (signal) => {
    if (deps.pool.endpoints.length > 1) since = (await compareEndpoints(deps, since)) ?? since
    await deps.clock.sleep(deps.everyMs ?? 5_000, signal).catch(() => {})
  })
}

/** One comparison of the blocks from `since` on. Gives where the next one starts; undefined when there was nothing to compare. */
export async function compareEndpoints(deps: RpcAuditDeps, since: number | undefined): Promise<number | undefined> {
  const { pool, logger, metrics } = deps
  const heads = await answers(pool.endpoints, async ({ client }) => Number(await client.getBlockNumber()))
  const best = Math.max(...heads.map(([, head]) => head))
  for (const [{ index, name }, head] of heads) {
    pool.health.sawLag(index, best - head)
    metrics.gauge('paynode_rpc_lag_blocks', best - head, { endpoint: name })
  }
  if (heads.length < 2) return undefined
  // A laggard must not hold the comparison of the others back for ever.
  const near = heads.filter(([, head]) => best - head <= MAX_SPAN / 2)
  const to = Math.min(...near.map(([, head]) => head)) - DEPTH
  const from = Math.max(since ?? to - DEPTH, to - MAX_SPAN, 0)
  if (to < from) return undefined
  const told = await answers(
    near.map(([endpoint]) => endpoint),
    (endpoint) => digestRange(endpoint, deps.contracts, from, to),
  )
  const camps = [...Map.groupBy(told, ([, digest]) => digest).values()].sort((left, right) => right.length - left.length)
  const [most, next] = camps
  if (!most || !next) return to + 1
  metrics.count('paynode_rpc_disagreements_total')
  const names = camps.map((camp) => camp.map(([{ name }]) => name).join(' '))
  if (most.length === next.length) {
    logger.error(
      { from, to, camps: names },
      'RPC endpoints contradict each other and none is outvoted; nothing that they tell differently is paid',
    )
    return undefined
  }
  const liars = camps.slice(1).flat()
  logger.error({ from, to, endpoints: names.slice(1) }, 'RPC endpoint contradicts the others, locked out')
  for (const [{ index, name }] of liars) {
    pool.health.lied(index)
    metrics.count('paynode_rpc_faults_total', { endpoint: name, fault: 'lied' })
  }
  deps.onLie(from)
  return to + 1
}

/** What an endpoint says of a range: the hash of its last block, and every log of the contracts. */
async function digestRange({ client }: RpcEndpoint, contracts: WatchedContracts, from: number, to: number): Promise<string> {
  const address = toWatchedAddresses(contracts)
  const [{ hash }, logs] = await Promise.all([
    client.getBlock({ blockNumber: BigInt(to) }),
    client.getLogs({ address, fromBlock: BigInt(from), toBlock: BigInt(to) }),
  ])
  const digest = createHash('sha256').update(hash)
  for (const log of logs) digest.update([log.blockHash, log.logIndex, log.address.toLowerCase(), ...log.topics, log.data].join())
  return digest.digest('hex')
}

/** The endpoints that answered, with what they said. */
async function answers<value>(
  endpoints: readonly RpcEndpoint[],
  ask: (endpoint: RpcEndpoint) => Promise<value>,
): Promise<readonly (readonly [RpcEndpoint, value])[]> {
  const results = await Promise.allSettled(endpoints.map(async (endpoint) => [endpoint, await ask(endpoint)] as const))
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
}
