/** What the form has gathered so far. */
import type { KnownCorridor } from '../../protocol/corridor.ts'

/** As typed. `accountName` is there once a name was found. */
export type Draft = {
  readonly corridor: KnownCorridor
  readonly amount: string
  readonly institution: string
  readonly account: string
}

/** The form as far as the payer got. It outlives a refusal of the wallet, so that nothing is typed twice; it is kept in memory only. */
export type Entry = {
  readonly draft: Draft
  readonly screen: 'amount' | 'recipient' | 'review'
  readonly accountName?: string | undefined
}
