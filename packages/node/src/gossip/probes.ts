/** Probes every peer: measures it, and hangs up on one that leaves three in a row unanswered, so that the dial loop can reach it anew. */

import type { Connection, Libp2p } from '@libp2p/interface'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { type Loop, startLoop } from '../runtime/startLoop.ts'
import { sendRequest } from './requests.ts'

const INTERVAL_MS = 5_000
const TIMEOUT_MS = 4_000
const STRIKES = 3

/** Starts probing every connected peer over `protocol`; `close` waits for the probes under way. */
export function startProbes({
  libp2p,
  protocol,
  clock,
  logger,
  signal: outer,
  timeoutMs = TIMEOUT_MS,
  onRound,
}: {
  readonly libp2p: Libp2p
  readonly protocol: string
  readonly clock: Clock
  readonly logger: Logger
  readonly signal: AbortSignal
  /** How long a probe waits, milliseconds. */
  readonly timeoutMs?: number
  /** Called after every round: milliseconds by PeerId of those that were connected, undefined for a probe that failed. */
  onRound(round: ReadonlyMap<string, number | undefined>): void
}): Loop {
  const strikes = new Map<Connection, number>()
  const probe = async (connection: Connection, signal: AbortSignal): Promise<number | undefined> => {
    const started = performance.now()
    try {
      await sendRequest(libp2p, { peer: connection, protocol, body: {}, timeoutMs, signal })
      strikes.delete(connection)
      return performance.now() - started
    } catch {
      const count = (strikes.get(connection) ?? 0) + 1
      strikes.set(connection, count)
      if (signal.aborted || count < STRIKES) return undefined
      strikes.delete(connection)
      logger.warn({ peerId: connection.remotePeer.toString() }, 'peer does not answer, hanging up')
      connection.abort(new Error('the peer does not answer'))
      return undefined
    }
  }
  return startLoop(outer, async (signal) => {
    await clock.sleep(INTERVAL_MS, signal).catch(() => {})
    if (signal.aborted) return
    const open = new Set(libp2p.getConnections())
    for (const connection of strikes.keys()) if (!open.has(connection)) strikes.delete(connection)
    const results = await Promise.all([...open].map(async (connection) => [connection, await probe(connection, signal)] as const))
    if (signal.aborted) return
    const round = new Map<string, number | undefined>()
    for (const [{ remotePeer }, milliseconds] of results) round.set(remotePeer.toString(), milliseconds ?? round.get(remotePeer.toString()))
    onRound(round)
  })
}
