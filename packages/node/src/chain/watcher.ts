/** Follows the chain: every block once in order, and a step back to the common ancestor when the chain reorganises. */
import type { PublicClient } from 'viem'
import type { Clock } from '../runtime/clock.ts'
import { firstLine } from '../runtime/firstLine.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { decodeLogs, toWatchedAddresses, type WatchedContracts } from './decode.ts'
import type { BlockHeader, ChainUpdate } from './events.ts'
import { getHeader, getLinkedHeader } from './getHeader.ts'
import { type AheadReader, createAheadReader } from './readAhead.ts'

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
  /** A block from which on everything must be read again, because an endpoint lied; each answer is given once. */
  takeRewind?(): number | undefined
  /** Wakes the poll loop when a WebSocket says that there is a new head. */
  readonly onWake?: ((wake: () => void) => void) | undefined
}

/** Blocks this close to the head are read one by one, logs by block hash: logs and header can then be of no two chains. */
const YOUNG = 64
const YOUNG_BATCH = 16

/**
 * Yields updates until the signal aborts, as many at a time as one look at the chain brought; those of a batch follow each other. RPC failures
 * are counted and retried for ever; they never end the stream.
 */
export async function* watchChain(deps: WatchDeps): AsyncGenerator<readonly ChainUpdate[]> {
  const { clock, signal, logger, metrics } = deps
  const old = createAheadReader(deps)
  let failures = 0
  let woken = Promise.withResolvers<void>()
  deps.onWake?.(() => woken.resolve())
  while (!signal.aborted) {
    try {
      const updates = await nextUpdates(deps, old, failures)
      failures = 0
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
      old.shrink()
      metrics.count('paynode_rpc_errors_total', { method: 'watch' })
      if (failures % 10 === 1) logger.warn({ failures, reason: firstLine(error) }, 'chain read failed, will retry')
      await clock.sleep(Math.min(5_000, 100 * 2 ** Math.min(failures, 6)), signal).catch(() => {})
    }
  }
}

async function nextUpdates(deps: WatchDeps, reader: AheadReader, failures: number): Promise<readonly ChainUpdate[]> {
  const { client } = deps
  const cursor = deps.getCursor()
  const rewind = deps.takeRewind?.()
  if (rewind !== undefined) reader.drop()
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
  if (from <= old) return reader.read(from, old)
  const size = Math.max(1, YOUNG_BATCH >> failures)
  return readYoung(deps, from, Math.min(latest.number, from + size - 1), cursor?.hash)
}

/** Every block of a short range, as far as each is the child of the one before. */
async function readYoung({ client, contracts }: WatchDeps, from: number, to: number, parent: string | undefined) {
  const address = toWatchedAddresses(contracts)
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  const blocks = await Promise.all(
    numbers.map(async (number) => {
      const { header, parentHash } = await getLinkedHeader(client, number)
      return { header, parentHash, logs: await client.getLogs({ address, blockHash: header.hash }) }
    }),
  )
  const updates: ChainUpdate[] = []
  let previous = parent
  for (const { header, parentHash, logs } of blocks) {
    if (previous !== undefined && parentHash !== previous) break // the chain moved under us: the next step finds out
    updates.push({ type: 'block', header, events: decodeLogs(logs, header) })
    previous = header.hash
  }
  return updates
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
