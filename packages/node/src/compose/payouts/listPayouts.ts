/** What a daemon's payouts wait for, read while it runs or while it is stopped. */
import { join } from 'node:path'
import type { NodeConfig } from '../../config/schema.ts'
import { listWaitingPayouts, type WaitingPayout } from '../../payout/listWaitingPayouts.ts'
import { type Clock, systemClock } from '../../runtime/clock.ts'
import { readStore } from '../../store/store.ts'

/** Payouts that need a person; `all`: every open one. @throws when there is no database, or one of another version. */
export function listPayouts(
  config: Pick<NodeConfig, 'dataDir' | 'alertAfterMs'>,
  { all = false, clock = systemClock }: { readonly all?: boolean; readonly clock?: Clock } = {},
): readonly WaitingPayout[] {
  const store = readStore(join(config.dataDir, 'paynode.db'))
  try {
    return listWaitingPayouts(store, { now: clock.now(), overdueMs: config.alertAfterMs, all })
  } finally {
    store.close()
  }
}
