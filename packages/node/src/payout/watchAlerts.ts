/** Keeps the list of what waits for the operator: raised once, cleared when it is mended. */

import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { type Loop, startLoop } from '../runtime/startLoop.ts'
import { clearAlert, listAlerts, raiseAlert } from '../store/alerts.ts'
import { alertKinds, type FindAlertsDeps, findAlerts } from './findAlerts.ts'

export type WatchAlertsDeps = FindAlertsDeps & { readonly metrics: Metrics; readonly logger: Logger }

const EVERY_MS = 15_000
const known: ReadonlySet<string> = new Set(alertKinds)

/** Looks now and every fifteen seconds, until `signal` aborts or it is closed. */
export function watchAlerts(deps: WatchAlertsDeps, signal: AbortSignal): Loop {
  return startLoop(signal, async (ended) => {
    await syncAlerts(deps, ended)
    await deps.clock.sleep(EVERY_MS, ended).catch(() => {})
  })
}

/** One look: what is new is written down and logged, what is gone is taken away. */
export async function syncAlerts(deps: WatchAlertsDeps, signal: AbortSignal): Promise<void> {
  const { store, logger, metrics, clock } = deps
  const found = await findAlerts(deps, signal)
  if (signal.aborted) return // half a look says nothing about what is gone
  store.transaction(() => {
    for (const alert of found)
      if (raiseAlert(store, { ...alert, raisedAt: clock.now() })) logger.warn({ ...alert }, 'the operator has to look at a PSP')
    for (const { subject, kind } of listAlerts(store)) {
      const stands = found.some((alert) => alert.subject === subject && alert.kind === kind)
      if (!stands && known.has(kind) && clearAlert(store, { subject, kind })) logger.info({ subject, kind }, 'a PSP is in order again')
    }
  })
  for (const kind of alertKinds) metrics.gauge('paynode_alerts', found.filter((alert) => alert.kind === kind).length, { kind })
}
