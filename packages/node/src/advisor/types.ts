/** What an advisor is asked and what it answers. */
import type { Address } from 'viem'

/** A provider as the advisor is shown it. Facts are feature values in their units; who it is stays here. */
export type AdvisedProvider = { readonly provider: Address; readonly facts: Readonly<Record<string, number>> }

/** One question: the providers of a corridor as an epoch has them, and what status pages say (untrusted text). */
export type AdvisorQuestion = {
  readonly corridor: string
  readonly epoch: number
  readonly providers: readonly AdvisedProvider[]
  readonly statusTexts: readonly string[]
}

/** Scores by provider, −127…127; who is left out is not advised on. `tokens` is what the endpoint says the exchange cost. */
export type AdvisorAnswer =
  | { readonly type: 'advised'; readonly scores: ReadonlyMap<Address, number>; readonly tokens: number }
  | { readonly type: 'failed'; readonly reason: AdvisorFailure }

/** `status`: it refused. `malformed`: not the answer that was asked for, or a score out of range: then nothing of it counts. */
export type AdvisorFailure = 'timeout' | 'unreachable' | 'status' | 'tooLong' | 'malformed'

/** A prompt, and which provider each of its labels stands for. */
export type Prompt = { readonly system: string; readonly user: string; readonly labels: ReadonlyMap<string, Address> }
