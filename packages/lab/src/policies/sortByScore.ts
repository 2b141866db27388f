/** Providers by score, best first; equal scores keep their order. */

/** Sorts a copy. */
export function sortByScore(providers: readonly number[], score: (provider: number) => number): readonly number[] {
  const scores = providers.map(score)
  return providers
    .map((_, place) => place)
    .sort((left, right) => (scores[right] ?? 0) - (scores[left] ?? 0))
    .map((place) => providers[place] ?? 0)
}
