/** Runs the chain watcher into the store, tells when it has caught up, and stops the daemon when a block cannot be made durable. */
import { createPublicClient, webSocket } from 'viem'
import type { BlockHeader, ChainUpdate } from '../chain/events.ts'
import { startRpcAudit } from '../chain/rpcAudit.ts'
import type { RpcPool } from '../chain/rpcPool.ts'
import { watchChain } from '../chain/watcher.ts'
import type { NodeConfig } from '../config/schema.ts'
import { type IngestDeps, ingest } from '../ingest.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { getBlockAtOrBelow } from '../store/chainLogs.ts'
import { getCursor } from '../store/cursor.ts'
import { setHistory } from '../store/history.ts'

/** A running loop. `caughtUp` resolves at the head seen at start; `close` joins it. */
export type ChainLoop = { readonly caughtUp: Promise<void>; close(): Promise<void> }

/** What the loop needs beyond ingestion. */
export type ChainLoopDeps = IngestDeps & {
  readonly config: NodeConfig
  readonly pool: RpcPool
  readonly clock: Clock
  readonly logger: Logger
  readonly signal: AbortSignal
  /** Runs work in one transaction in which every order is saved once. */
  batch<result>(work: () => result): result
  /** Called with every header, as it comes. */
  onHead?(header: BlockHeader): void
  /** Called after every block, outside its transaction. */
  onBlock(): void
  /** The store refused: nothing can be trusted to be durable, so the daemon must stop. */
  onFatal(error: unknown): void
}

/** Starts following the chain from the stored cursor. */
export function startChainLoop(deps: ChainLoopDeps): ChainLoop {
  const { config, pool, store, clock, logger, metrics } = deps
  const { client } = pool
  const contracts = { escrow: config.chain.escrow, registry: config.chain.registry, anchor: config.chain.anchor }
  const stop = new AbortController()
  const signal = AbortSignal.any([deps.signal, stop.signal])
  const caughtUp = Promise.withResolvers<void>()
  const wakers = new Set<() => void>()
  const unwatch = watchHeads(config.chain.wsUrl, () => {
    for (const wake of wakers) wake()
  })
  let lieSince: number | undefined
  const audit = startRpcAudit({
    pool,
    contracts,
    clock,
    logger,
    metrics,
    signal,
    onLie: (block) => {
      lieSince = Math.min(block, lieSince ?? block)
    },
  })
  const loop = (async () => {
    const target = Number(await retry(() => client.getBlockNumber(), clock, signal))
    const cursor = getCursor(store)
    if (!cursor) setHistory(store, target)
    if ((cursor?.number ?? -1) >= target) caughtUp.resolve()
    const first = cursor?.number ?? config.chain.startBlock
    let told = clock.now()
    const tell = (update: ChainUpdate) => {
      if (update.type === 'reorg') return logger.warn({ to: update.to.number }, 'chain reorganised')
      const { header } = update
      deps.onHead?.(header)
      if (header.number >= target) caughtUp.resolve()
      else if (clock.now() - told > 2_000) {
        told = clock.now()
        const percent = Math.floor((100 * (header.number - first)) / Math.max(1, target - first))
        logger.info({ block: header.number, target, percent }, 'back-filling')
      }
    }
    const updates = watchChain({
      client,
      contracts,
      startBlock: config.chain.startBlock,
      getCursor: () => getCursor(store),
      getStored: (number) => getBlockAtOrBelow(store, number),
      pollMs: config.chain.pollMs,
      clock,
      logger,
      metrics,
      signal,
      onWake: (wake) => wakers.add(wake),
      takeRewind: () => {
        const from = lieSince
        lieSince = undefined
        return from
      },
    })
    for await (const batch of updates) {
      for (const part of toParts(batch)) {
        deps.batch(() => {
          for (const update of part) ingest(deps, update)
        })
        for (const update of part) tell(update)
        deps.onBlock()
        await new Promise((resolve) => setImmediate(resolve)) // back-filling must not silence the rest of the daemon
      }
    }
  })()
  loop.catch((error) => {
    caughtUp.reject(error)
    if (!signal.aborted) deps.onFatal(error)
  })
  caughtUp.promise.catch(() => {}) // awaited by the opener; a close before that is no error
  return {
    caughtUp: caughtUp.promise,
    close: async () => {
      stop.abort()
      unwatch()
      caughtUp.reject(new Error('stopped before the chain was read'))
      await Promise.all([audit.close(), loop.catch(() => {})])
    },
  }
}

/** Most events that share a transaction: more would keep the event loop waiting. */
const MAX_EVENTS = 4_000

/** A batch in parts that each fit one transaction. */
function toParts(batch: readonly ChainUpdate[]): readonly (readonly ChainUpdate[])[] {
  const parts: ChainUpdate[][] = []
  let room = 0
  for (const update of batch) {
    const size = update.type === 'block' ? 1 + update.events.length : MAX_EVENTS
    if (room < size) {
      parts.push([])
      room = Math.max(MAX_EVENTS, size)
    }
    room -= size
    parts.at(-1)?.push(update)
  }
  return parts
}

async function retry<result>(work: () => Promise<result>, clock: Clock, signal: AbortSignal): Promise<result> {
  for (;;) {
    try {
      return await work()
    } catch {
      await clock.sleep(500, signal)
    }
  }
}

/** Calls back on every new head that a WebSocket tells of. Polling goes on beside it, so a dead socket costs time and nothing else. */
function watchHeads(url: string | undefined, onHead: () => void): () => void {
  if (!url) return () => {}
  const client = createPublicClient({
    transport: webSocket(url, { reconnect: { attempts: Number.MAX_SAFE_INTEGER, delay: 2_000 }, keepAlive: true }),
  })
  const unwatch = client.watchBlockNumber({ onBlockNumber: onHead, onError: () => {} })
  return () => {
    unwatch()
    client.transport.getRpcClient().then(
      (rpc) => rpc.close(),
      () => {}, // it never connected
    )
  }
}
