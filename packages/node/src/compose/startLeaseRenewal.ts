/** Keeps the database this daemon's, and stops the daemon when it is not any more. */
import type { Clock } from '../runtime/clock.ts'
import { type Loop, startLoop } from '../runtime/startLoop.ts'
import { LEASE_MS } from '../store/lease.ts'
import type { Store } from '../store/store.ts'

/** Renews until closed. `onFatal` hears, once, that another daemon has taken the database over. */
export function startLeaseRenewal(
  store: Pick<Store, 'renewLease'>,
  clock: Clock,
  signal: AbortSignal,
  onFatal: (error: unknown) => void,
): Loop {
  const stop = new AbortController()
  return startLoop(AbortSignal.any([signal, stop.signal]), async (abort) => {
    try {
      store.renewLease()
    } catch (error) {
      stop.abort(error)
      onFatal(error)
    }
    await clock.sleep(LEASE_MS / 5, abort).catch(() => {})
  })
}
