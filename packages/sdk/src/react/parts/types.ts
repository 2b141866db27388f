/** What the form has gathered so far. */
import type { KnownCorridor } from '../../protocol/corridor.ts'

/** As typed. `accountName` is there once a name was found. */
export type Draft = {
  readonly corridor: KnownCorridor
  readonly amount: string
  readonly institution: string
  readonly account: string
}
