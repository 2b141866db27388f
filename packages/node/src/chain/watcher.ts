/** Follows the chain: every block once in order, and a step back to the common ancestor when the chain reorganises. */
import type { PublicClient } from 'viem'
import type { Clock } from '../runtime/clock.ts'
import { firstLine } from '../runtime/firstLine.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { decodeLog, toWatchedAddresses, type WatchedContracts } from './decode.ts'
import type { BlockHeader, ChainEvent, ChainUpdate } from './events.ts'

/** What the watcher needs. `getStored` gives the header that the daemon has at or below a height. */
export type WatchDeps = {
  readonly client: PublicClient
  readonly contracts: WatchedContracts
  readonly startBlock: number
  /** The last block that was made durable. Read again before every step, so that the caller owns the cursor. */
  getCursor(): { readonly number: number; readonly hash: string } | undefined
  getStored(number: number): BlockHeader | undefined
  readonly pollMs: number
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly signal: AbortSignal
  /** Wakes the poll loop when a WebSocket says that there is a new head. */
  /** A block from which on everything must be read again, because an endpoint lied; each answer is given once. */
  takeRewind?(): number | undefined
  readonly onWake?: ((wake: () => void) => void) | undefined
}

const MAX_RANGE = 2_000
/** Answers of more than this many events are slow to read and heavy to keep: the next range is made smaller. */
const MANY_EVENTS = 2_000
/** Blocks this close to the head are read one by one, logs by block hash: logs and header can then be of no two chains. */
const YOUNG = 64
const YOUNG_BATCH = 16

/**
 * Yields updates until the signal aborts, as many at a time as one look at the chain brought; those of a batch follow each other. RPC failures
 * are counted and retried for ever; they never end the stream.
 */
export async function* watchChain(deps: WatchDeps): AsyncGenerator<readonly ChainUpdate[]> {
  const { clock, signal, logger, metrics } = deps
  let range = 200
  let failures = 0
  let woken = Promise.withResolvers<void>()
  deps.onWake?.(() => woken.resolve())
  while (!signal.aborted) {
    try {
      const updates = await nextUpdates(deps, range)
      failures = 0
      const events = updates.reduce((sum, update) => sum + (update.type === 'block' ? update.events.length : 0), 0)
      range = events > MANY_EVENTS ? Math.max(1, Math.floor((range * MANY_EVENTS) / events)) : Math.min(MAX_RANGE, range * 2)
      if (signal.aborted) return
      if (updates.length > 0) {
        yield updates
        continue
      }
      const sleeping = new AbortController()
      await Promise.race([woken.promise, clock.sleep(deps.pollMs, AbortSignal.any([signal, sleeping.signal])).catch(() => {})])
      sleeping.abort()
      woken = Promise.withResolvers()
    } catch (error) {
      if (signal.aborted) return
      failures += 1
      range = Math.max(1, Math.floor(range / 2))
      metrics.count('paynode_rpc_errors_total', { method: 'watch' })
      if (failures % 10 === 1) logger.warn({ failures, reason: firstLine(error) }, 'chain read failed, will retry')
      await clock.sleep(Math.min(5_000, 100 * 2 ** Math.min(failures, 6)), signal).catch(() => {})
    }
  }
}

async function nextUpdates(deps: WatchDeps, range: number): Promise<readonly ChainUpdate[]> {
  const { client } = deps
  const cursor = deps.getCursor()
  const rewind = deps.takeRewind?.()
  if (cursor && rewind !== undefined && rewind <= cursor.number) {
    const to = deps.getStored(rewind - 1)
    if (to) return [{ type: 'reorg', to }]
  }
  const latest = await getHeader(client)
  if (cursor && latest.number < cursor.number) {
    // A node that lags behind the one asked before is no reorg, a shorter chain of other blocks is.
    const ancestor = await findAncestor(deps, latest.number)
    return ancestor.hash === deps.getStored(latest.number)?.hash ? [] : [{ type: 'reorg', to: ancestor }]
  }
  if (cursor) {
    const tip = latest.number === cursor.number ? latest : await getHeader(client, cursor.number)
    if (tip.hash !== cursor.hash) return [{ type: 'reorg', to: await findAncestor(deps, cursor.number - 1) }]
    if (latest.number === cursor.number) return []
  }
  const from = cursor ? cursor.number + 1 : deps.startBlock
  if (from > latest.number) return []
  const old = latest.number - YOUNG
  if (from <= old) return readOld(deps, from, Math.min(old, from + range - 1))
  return readYoung(deps, from, Math.min(latest.number, from + Math.min(range, YOUNG_BATCH) - 1), cursor?.hash)
}

/** Every block of a short range, as far as each is the child of the one before. */
async function readYoung({ client, contracts }: WatchDeps, from: number, to: number, parent: string | undefined) {
  const address = toWatchedAddresses(contracts)
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  const blocks = await Promise.all(
    numbers.map(async (number) => {
      const header = await getHeader(client, number)
      return { header, logs: await client.getLogs({ address, blockHash: header.hash }) }
    }),
  )
  const updates: ChainUpdate[] = []
  let previous = parent
  for (const { header, logs } of blocks) {
    if (previous !== undefined && header.parentHash !== previous) break // the chain moved under us: the next step finds out
    updates.push({ type: 'block', header, events: decodeAll(logs, header) })
    previous = header.hash
  }
  return updates
}

/** The blocks of a long, settled range that hold events, and its last one. */
async function readOld({ client, contracts }: WatchDeps, from: number, to: number) {
  const address = toWatchedAddresses(contracts)
  const logs = await client.getLogs({ address, fromBlock: BigInt(from), toBlock: BigInt(to) })
  const byBlock = Map.groupBy(logs, (log) => Number(log.blockNumber))
  const numbers = [...new Set([...byBlock.keys(), to])].sort((left, right) => left - right)
  const updates: ChainUpdate[] = []
  for (let at = 0; at < numbers.length; at += YOUNG_BATCH) {
    for (const header of await Promise.all(numbers.slice(at, at + YOUNG_BATCH).map((number) => getHeader(client, number)))) {
      const own = byBlock.get(header.number) ?? []
      if (own.some((log) => log.blockHash !== header.hash)) return updates // logs and header are of different chains
      updates.push({ type: 'block', header, events: decodeAll(own, header) })
    }
  }
  return updates
}

function decodeAll(logs: readonly Parameters<typeof decodeLog>[0][], header: BlockHeader): readonly ChainEvent[] {
  return logs.flatMap((log) => decodeLog(log, header) ?? [])
}

/** The highest stored block that is still in the chain. */
async function findAncestor({ client, getStored, startBlock }: WatchDeps, from: number): Promise<BlockHeader> {
  let stored = getStored(from)
  while (stored) {
    const header = await getHeader(client, stored.number)
    if (header.hash === stored.hash) return stored
    stored = getStored(stored.number - 1)
  }
  return getHeader(client, Math.max(0, startBlock - 1))
}

async function getHeader(client: PublicClient, number?: number): Promise<BlockHeader> {
  const block = await client.getBlock(number === undefined ? { blockTag: 'latest' } : { blockNumber: BigInt(number) })
  return { number: Number(block.number), hash: block.hash, parentHash: block.parentHash, timestamp: Number(block.timestamp) }
}
