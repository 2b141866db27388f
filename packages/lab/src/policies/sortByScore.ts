/** Providers by score, best first; equal scores keep their order. */

/** Sorts a copy. */
export function sortByScore(providers: readonly number[], score: (provider: number) => number): readonly number[] {
  return providers
    .map((provider) => ({ provider, score: score(provider) }))
    .sort((left, right) => right.score - left.score)
    .map(({ provider }) => provider)
}
