/** Decides whether an epoch's digests agree. */
import type { Hex } from 'viem'
import type { Claim } from './askPeers.ts'

/** The digest that won, if one did, and how many had to hold it. */
export type Tally = { readonly winner: Hex | undefined; readonly needed: number; readonly voters: number }

/**
 * A majority of the corridor's `members` decides; when fewer can be reached, all that can be must hold the same.
 * `settledOnly` (the epoch no longer takes reports): daemons that agreed in time speak for those that were away.
 */
export function countVotes(
  claims: readonly Claim[],
  { members, settledOnly }: { readonly members: number; readonly settledOnly: boolean },
): Tally {
  const frozen = claims.filter((claim) => claim.frozen)
  const voters = settledOnly && frozen.length > 0 ? frozen : claims
  const majority = Math.floor(members / 2) + 1
  const needed = voters.length >= majority ? majority : voters.length
  const winner = [...Map.groupBy(voters, ({ digest }) => digest)].find(([, same]) => same.length >= needed)?.[0]
  return { winner, needed, voters: voters.length }
}
