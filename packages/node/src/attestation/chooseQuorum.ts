/** Chooses which attesters sign which items: every signature of a proof covers the same batch. Pure. */

/** What each attester accepted: item → the key of the attestation it will sign. */
export type Acceptances = ReadonlyMap<string, ReadonlyMap<string, string>>
export type Quorum = { readonly attesters: readonly string[]; readonly items: ReadonlyMap<string, string> }

const MAX_CANDIDATES = 12

/**
 * The `threshold` attesters that agree on the most items, with the items they agree on; undefined when no set agrees on any.
 * Looks at every set of the twelve attesters that accepted most (at most 924 sets). Ties go to the earlier candidates.
 */
export function chooseQuorum(acceptances: Acceptances, threshold: number): Quorum | undefined {
  const candidates = [...acceptances.keys()]
    .map((attester, position) => ({ attester, position, count: acceptances.get(attester)?.size ?? 0 }))
    .sort((left, right) => right.count - left.count || left.position - right.position)
    .slice(0, MAX_CANDIDATES)
    .map(({ attester }) => attester)
  let best: Quorum | undefined
  for (const attesters of combinations(candidates, threshold)) {
    const items = intersect(attesters.map((attester) => acceptances.get(attester) ?? new Map()))
    if (items.size > (best?.items.size ?? 0)) best = { attesters, items }
  }
  return best
}

function intersect([first, ...others]: readonly ReadonlyMap<string, string>[]): ReadonlyMap<string, string> {
  return new Map([...(first ?? [])].filter(([item, key]) => others.every((other) => other.get(item) === key)))
}

function* combinations(values: readonly string[], count: number, from = 0): Generator<readonly string[]> {
  if (count === 0) return yield []
  for (let index = from; index <= values.length - count; index++) {
    for (const rest of combinations(values, count - 1, index + 1)) yield [values[index] as string, ...rest] // index is in range
  }
}
