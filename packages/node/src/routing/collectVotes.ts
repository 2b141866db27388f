/** Asks the seats of a corridor for their votes on a digest, checks them, and keeps proof of whoever votes twice. */
import { type Corridor, hashAnchorVote, type ProviderId } from '@paynode/sdk/protocol'
import { type Address, concatHex, type Hex, isHex, recoverAddress, size } from 'viem'
import { z } from 'zod'
import type { ChainView } from '../chain/ports.ts'
import type { Network } from '../gossip/ports.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Store } from '../store/store.ts'
import { listVotes, saveEquivocation, saveVote } from '../store/votes.ts'

const answerSchema = z.object({ signature: z.custom<Hex>((value) => isHex(value) && size(value) === 65, 'not a signature') })

/** What collecting needs. */
export type CollectDeps = {
  readonly store: Store
  readonly network: Pick<Network, 'request'>
  readonly view: Pick<ChainView, 'provider'>
  readonly clock: Clock
  readonly chainId: number
  readonly anchor: Address
}

/** Votes in the form that the contract takes: by ascending signer, one after the other. */
export type CollectedVotes = { readonly count: number; readonly signatures: Hex }

/** Asks every one of `seats`. Silence, refusals and signatures of anybody else count for nothing. */
export async function collectVotes(
  deps: CollectDeps,
  item: { readonly corridor: Corridor; readonly epoch: number; readonly digest: Hex },
  seats: readonly ProviderId[],
  own: Hex | undefined,
  signal: AbortSignal,
): Promise<CollectedVotes> {
  const { view, chainId, anchor } = deps
  const hash = hashAnchorVote(item, { chainId, anchor })
  const ask = async (to: ProviderId) => {
    const signature = await askVote(deps, to, item, signal)
    if (!signature) return []
    const signer = await recoverAddress({ hash, signature }).catch(() => undefined)
    if (!signer || signer.toLowerCase() !== view.provider(to)?.nodeAddress.toLowerCase()) return []
    keep(deps, { ...item, operator: to, signature })
    return [{ signer: signer.toLowerCase(), signature }]
  }
  const votes = (await Promise.all(seats.map(ask))).flat()
  if (own) votes.push({ signer: (await recoverAddress({ hash, signature: own })).toLowerCase(), signature: own })
  const sorted = votes.sort((left, right) => (left.signer < right.signer ? -1 : 1))
  return { count: sorted.length, signatures: concatHex(sorted.map(({ signature }) => signature)) }
}

async function askVote({ network }: CollectDeps, to: ProviderId, body: object, signal: AbortSignal): Promise<Hex | undefined> {
  try {
    return answerSchema.parse(await network.request({ to, protocol: 'vote', body, timeoutMs: 3_000, signal })).signature
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}

/** A second digest signed by the same seat is proof against it, whichever daemon was told which. */
function keep({ store, clock }: CollectDeps, vote: Parameters<typeof saveVote>[1]): void {
  store.transaction(() => {
    saveVote(store, vote)
    const [first, second] = listVotes(store, vote.corridor, vote.epoch, vote.operator)
    if (!first || !second) return
    saveEquivocation(store, {
      provider: vote.operator,
      corridor: vote.corridor,
      epoch: vote.epoch,
      kind: 'votes',
      first: first.digest,
      firstSignature: first.signature,
      second: second.digest,
      secondSignature: second.signature,
      foundAt: clock.now(),
    })
  })
}
