/** The PSPs of a daemon as the handlers see them: by corridor in order of preference, with their lists and the breaker. */
import type { Corridor } from '@paynode/sdk/protocol'
import { type Breaker, createBreaker } from './createBreaker.ts'
import { createInstitutions, type Institutions } from './createInstitutions.ts'
import type { PspAdapter } from './psp.ts'

export type PspPool = {
  /** The preferred one first; empty when the corridor is not served. */
  adaptersFor(corridor: Corridor): readonly PspAdapter[]
  readonly breaker: Breaker
  readonly institutions: Institutions
}

/** Creates the pool. */
export function createPspPool(
  deps: Parameters<typeof createBreaker>[0] & { adaptersFor(corridor: Corridor): readonly PspAdapter[] },
): PspPool {
  return { adaptersFor: deps.adaptersFor, breaker: createBreaker(deps), institutions: createInstitutions({ clock: deps.clock }) }
}
