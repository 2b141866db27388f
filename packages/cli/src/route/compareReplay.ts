/** Compares a replayed ranking with what providers named on the chain and with what a daemon has stored, bit for bit. */
import type { Replay } from '@paynode/node'
import { toJson } from '@paynode/sdk/protocol'
import type { Ranking } from '@paynode/sdk/router'
import type { Address, Hex } from 'viem'

/** A ranking that somebody keeps, and where. */
export type KeptRanking = { readonly source: string; readonly ranking: Pick<Ranking, 'digest' | 'ranked' | 'excluded'> }

/** One comparison. `differs` says how, in words; undefined when it is the same. */
export type Comparison = { readonly what: string; readonly route: Hex; readonly differs?: string | undefined }

/** All comparisons: each claim's route, then each kept ranking whole. */
export function compareReplay(
  { ranking, claims }: Pick<Extract<Replay, { type: 'replayed' }>, 'ranking' | 'claims'>,
  kept: readonly KeptRanking[],
): readonly Comparison[] {
  return [
    ...claims.map(({ provider, route, block }) => ({
      what: `claim of ${provider} in block ${block}`,
      route,
      ...(route !== ranking.digest && { differs: 'it names another route' }),
    })),
    ...kept.map(({ source, ranking: other }) => {
      const differs = findDifference(ranking, other)
      return { what: source, route: other.digest, ...(differs && { differs }) }
    }),
  ]
}

function findDifference(own: KeptRanking['ranking'], other: KeptRanking['ranking']): string | undefined {
  if (own.digest !== other.digest) return 'another digest: it was ranked on other inputs'
  const order = (ranking: KeptRanking['ranking']) =>
    ranking.ranked
      .map(({ provider }): Address => provider)
      .join()
      .toLowerCase()
  if (order(own) !== order(other)) return 'another order of providers'
  const places = own.ranked.findIndex((item, place) => canonical(item) !== canonical(other.ranked[place]))
  if (places >= 0) return `other numbers at place ${places + 1}`
  return canonical(own.excluded) === canonical(other.excluded) ? undefined : 'other exclusions'
}

/** Keys in one order, nothing undefined: equal values give equal text. */
const canonical = (value: unknown): string => toJson(sortKeys(value))

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null)
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)).map(([key, item]) => [key, sortKeys(item)]))
}
