/** Shape of the committed vectors: outcomes to replay, an order to rank, and what every runtime must get. */
import type { Address, Hex } from 'viem'
import { fromJson } from '../protocol/json.ts'
import { applyOutcome, createModel, getProviderStats, hashModel, type Model, type Outcome } from './model/model.ts'
import { rankProviders } from './rank.ts'
import type { Candidate, Ranking, RoutingInput } from './types.ts'

/** One vector. Bigints are written as `toJson` writes them. */
export type Vector = {
  readonly name: string
  readonly ruleset: Hex
  readonly outcomes: readonly Outcome[]
  readonly input: Omit<RoutingInput, 'model' | 'candidates'> & { readonly candidates: readonly Omit<Candidate, 'stats'>[] }
  readonly expected: {
    readonly model: Hex
    readonly digest: Hex
    /** `[provider, score, gate]`, best first. */
    readonly ranked: readonly (readonly [Address, number, string | null])[]
    readonly excluded: Ranking['excluded']
  }
}

/** Reads a vector file. */
export const parseVector = (text: string) => fromJson(text) as Vector

/** Replays a vector's outcomes and ranks its order. */
export function runVector({ outcomes, input }: Pick<Vector, 'outcomes' | 'input'>): Vector['expected'] {
  const model: Model = createModel()
  for (const outcome of outcomes) applyOutcome(model, outcome)
  const candidates = input.candidates.map((candidate) => ({
    ...candidate,
    report: candidate.report,
    stats: getProviderStats(model, candidate.provider, input.corridor),
  }))
  const { digest, ranked, excluded } = rankProviders({ ...input, model: hashModel(model), candidates })
  return {
    model: hashModel(model),
    digest,
    ranked: ranked.map(({ provider, score, gate }) => [provider, score, gate ?? null]),
    excluded,
  }
}
