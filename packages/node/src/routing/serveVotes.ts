/** Votes for the statement of an epoch when a peer asks, never for two. */
import type { Corridor, ProviderId } from '@paynode/sdk/protocol'
import { type Hex, isHex, size } from 'viem'
import { z } from 'zod'
import type { Network } from '../gossip/ports.ts'
import type { Store } from '../store/store.ts'
import { listVotes, saveVote } from '../store/votes.ts'
import { makeStatement, type StatementDeps } from './makeStatement.ts'

const querySchema = z.object({
  corridor: z.string().max(32),
  epoch: z.int().min(0),
  digest: z.custom<Hex>((value) => isHex(value) && size(value) === 32, 'not a digest'),
})

/** What voting needs. `signVote` signs with the node key. */
export type VoteDeps = StatementDeps & {
  readonly store: Store
  readonly network: Pick<Network, 'serve'>
  readonly self: ProviderId
  signVote(vote: { readonly corridor: Corridor; readonly epoch: number; readonly digest: Hex }): Promise<Hex>
}

/** A vote, or why there is none: the epoch looks different here, or another digest of it was voted for. */
export type VoteAnswer = { readonly signature: Hex } | { readonly refused: string }

/** Starts answering; gives the function that votes, for the own vote. */
export function serveVotes(deps: VoteDeps): (corridor: Corridor, epoch: number, digest: Hex, signal: AbortSignal) => Promise<VoteAnswer> {
  const { store, network, self } = deps
  let queue: Promise<unknown> = Promise.resolve()
  const decide = async (corridor: Corridor, epoch: number, digest: Hex, signal: AbortSignal): Promise<VoteAnswer> => {
    const [given] = listVotes(store, corridor, epoch, self)
    if (given) return given.digest === digest ? { signature: given.signature } : { refused: 'voted for another digest' }
    const own = await makeStatement(deps, corridor, epoch, signal)
    if (own.type === 'waiting') return { refused: own.reason }
    if (own.digest !== digest) return { refused: 'the epoch looks different here' }
    const signature = await deps.signVote({ corridor, epoch, digest })
    saveVote(store, { corridor, epoch, operator: self, digest, signature })
    return { signature }
  }
  /** One at a time: between looking for a vote and keeping one, there is nobody else. */
  const vote: ReturnType<typeof serveVotes> = (corridor, epoch, digest, signal) => {
    const mine = queue.then(() => decide(corridor, epoch, digest.toLowerCase() as Hex, signal))
    queue = mine.catch(() => {})
    return mine
  }
  network.serve('vote', async (body, _from, signal) => {
    const { corridor, epoch, digest } = querySchema.parse(body)
    return vote(corridor as Corridor, epoch, digest, signal)
  })
  return vote
}
