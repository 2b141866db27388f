/** Erases reports and bundles that nobody will ask for any more. */

import { type Corridor, corridors } from '@paynode/sdk/protocol'
import type { NodeConfig } from '../config/schema.ts'
import type { Clock } from '../runtime/clock.ts'
import { deleteEpochsBefore } from '../store/bundles.ts'
import { deleteReportsBefore } from '../store/reports.ts'
import type { Store } from '../store/store.ts'

/** Reports as they came are evidence for this long; what was agreed of them is kept in bundles. */
const KEEP_REPORTS_SECONDS = 86_400

/** Forgets, in every corridor: reports after a day, bundles, statements and votes after `routing.keepDays`. */
export function forgetEpochs({ routing }: NodeConfig, store: Store, clock: Clock): void {
  const now = Math.floor(clock.now() / 1_000)
  const toEpoch = (seconds: number) => Math.floor((now - seconds) / routing.epochSeconds)
  store.transaction(() => {
    for (const corridor of Object.keys(corridors) as Corridor[]) {
      deleteReportsBefore(store, corridor, toEpoch(KEEP_REPORTS_SECONDS))
      deleteEpochsBefore(store, corridor, toEpoch(routing.keepDays * KEEP_REPORTS_SECONDS))
    }
  })
}
