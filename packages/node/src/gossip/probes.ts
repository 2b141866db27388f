/** Finds dead links: a peer that leaves three probes in a row unanswered is hung up on, so that the dial loop can reach it anew. */

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
}: {
  readonly libp2p: Libp2p
  readonly protocol: string
  readonly clock: Clock
  readonly logger: Logger
  readonly signal: AbortSignal
}): Loop {
  const strikes = new Map<Connection, number>()
  const probe = async (connection: Connection, signal: AbortSignal) => {
    try {
      await sendRequest(libp2p, { peer: connection.remotePeer, protocol, body: {}, timeoutMs: TIMEOUT_MS, signal })
      strikes.delete(connection)
    } catch {
      const count = (strikes.get(connection) ?? 0) + 1
      strikes.set(connection, count)
      if (signal.aborted || count < STRIKES) return
      strikes.delete(connection)
      logger.warn({ peerId: connection.remotePeer.toString() }, 'peer does not answer, hanging up')
      connection.abort(new Error('the peer does not answer'))
    }
  }
  return startLoop(outer, async (signal) => {
    await clock.sleep(INTERVAL_MS, signal).catch(() => {})
    if (signal.aborted) return
    const open = new Set(libp2p.getConnections())
    for (const connection of strikes.keys()) if (!open.has(connection)) strikes.delete(connection)
    await Promise.all([...open].map((connection) => probe(connection, signal)))
  })
}
