/** Records what a person decided about a payout and waits for the daemon to act on it. */
import { join } from 'node:path'
import type { OrderId } from '@paynode/sdk/protocol'
import type { NodeConfig } from '../../config/schema.ts'
import { checkResolution } from '../../payout/checkResolution.ts'
import { type Clock, systemClock } from '../../runtime/clock.ts'
import { isLeased } from '../../store/lease.ts'
import { getOrderRecord } from '../../store/orders.ts'
import { listPayouts } from '../../store/payouts.ts'
import { addResolution, listResolutions, type Resolution } from '../../store/resolutions.ts'
import { openStore, readStore, type Store } from '../../store/store.ts'

/** `payout` is a reference or an order's id. */
export type ResolveParameters = Omit<Resolution, 'orderId' | 'decidedAt'> & { readonly payout: string }

/**
 * `impossible`: the ledger speaks against it, nothing was recorded. `waiting`: recorded; acted on when a daemon runs (`running`: one does and has
 * not answered yet). `applied`, `refused`: what the daemon made of it.
 */
export type ResolveResult =
  | { readonly type: 'impossible'; readonly reason: string }
  | { readonly type: 'waiting'; readonly running: boolean }
  | { readonly type: 'applied' | 'refused'; readonly answer: string }

type Config = Pick<NodeConfig, 'dataDir' | 'notFoundWindowMs'>
type Options = { readonly waitMs: number; readonly signal: AbortSignal; readonly clock?: Clock }

const POLL_MS = 200

/** What the ledger has against a decision now; undefined when it could be recorded. Writes nothing. @throws when there is no such database. */
export function whyNotResolve(config: Config, parameters: ResolveParameters, clock: Clock = systemClock): string | undefined {
  const store = readStore(join(config.dataDir, 'paynode.db'))
  try {
    const found = find(store, config, parameters, clock)
    return 'reason' in found ? found.reason : undefined
  } finally {
    store.close()
  }
}

/**
 * The decision is durable before anybody acts on it; the daemon that owns the database judges it anew, with the PSP's own answer, and acts. Here
 * nothing else is written, so no fence is passed.
 */
export async function resolvePayout(
  config: Config,
  parameters: ResolveParameters,
  { waitMs, signal, clock = systemClock }: Options,
): Promise<ResolveResult> {
  const path = join(config.dataDir, 'paynode.db')
  readStore(path).close() // never makes or migrates a database
  const store = openStore(path)
  try {
    const added = store.transaction(() => {
      const found = find(store, config, parameters, clock)
      if ('reason' in found) return found
      const { payout: _, ...decision } = parameters
      const id = addResolution(store, { ...decision, orderId: found.orderId, decidedAt: clock.now() })
      return id === undefined
        ? { reason: 'an earlier decision about it still waits for the daemon; start the daemon, it acts on that one' }
        : { id }
    })
    if ('reason' in added) return { type: 'impossible', reason: added.reason }
    const until = clock.now() + waitMs
    for (;;) {
      const [row] = listResolutions(store, { id: added.id })
      if (row && row.outcome !== 'waiting') return { type: row.outcome, answer: row.answer ?? '' }
      const running = isLeased(store.db)
      if (!running || clock.now() >= until) return { type: 'waiting', running }
      await clock.sleep(POLL_MS, signal)
    }
  } finally {
    store.close()
  }
}

function find(
  store: Store,
  { notFoundWindowMs }: Config,
  { payout, verdict, paidAt }: ResolveParameters,
  clock: Clock,
): { readonly orderId: OrderId } | { readonly reason: string } {
  const row = listPayouts(store).find(({ reference, orderId }) => reference === payout || orderId === payout)
  if (!row) return { reason: `no payout has the reference or order ${payout}; see: paynode payouts list --all` }
  const { orderId } = row
  const resolution = { orderId, verdict, paidAt }
  const reason = checkResolution(store, { record: getOrderRecord(store, orderId), resolution, now: clock.now(), notFoundWindowMs })
  return reason === undefined ? { orderId } : { reason }
}
