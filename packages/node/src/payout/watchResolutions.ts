/** Takes up what people decide about payouts while the daemon runs, and what was decided while it did not. */
import { type Loop, startLoop } from '../runtime/startLoop.ts'
import { listResolutions } from '../store/resolutions.ts'
import { applyResolution, type ResolutionDeps } from './applyResolution.ts'

const EVERY_MS = 1_000

/** Looks now and every second, until `signal` aborts or it is closed. `onFatal` hears that the database refused. */
export function watchResolutions(deps: ResolutionDeps, signal: AbortSignal, onFatal: (error: unknown) => void): Loop {
  return startLoop(signal, async (ended) => {
    try {
      for (const resolution of listResolutions(deps.store, { outcome: 'waiting' })) await applyResolution(deps, resolution, ended)
    } catch (error) {
      if (!ended.aborted) onFatal(error)
    }
    await deps.clock.sleep(EVERY_MS, ended).catch(() => {})
  })
}
