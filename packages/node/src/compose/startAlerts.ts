/** Starts the watch over what needs the operator, with the configuration's own limits. */
import type { NodeConfig } from '../config/schema.ts'
import { type WatchAlertsDeps, watchAlerts } from '../payout/watchAlerts.ts'
import type { Loop } from '../runtime/startLoop.ts'

/** A PSP is short of money when the largest payout on offer is more than it has, unless `lowFloat` says otherwise. */
export function startAlerts(
  config: NodeConfig,
  { signal, ...deps }: Omit<WatchAlertsDeps, 'corridors' | 'unknownAfterMs'> & { readonly signal: AbortSignal },
): Loop {
  const corridors = config.corridors.map(({ corridor, lowFloat, maxPayout }) => ({ corridor, lowFloat: lowFloat ?? maxPayout }))
  return watchAlerts({ ...deps, corridors, unknownAfterMs: config.alertAfterMs }, signal)
}
