/** Gets the reports behind an anchored digest: from the own store, else from whichever peer has them. The digest checks them, no peer is believed. */
import {
  type AnchorStatement,
  type Corridor,
  decodeSignedReports,
  hashBundle,
  hashStatement,
  type ProviderId,
  type Report,
} from '@paynode/sdk/protocol'
import { type Hex, isHex, size } from 'viem'
import { z } from 'zod'
import type { ChainView } from '../chain/ports.ts'
import type { Network } from '../gossip/ports.ts'
import type { Clock } from '../runtime/clock.ts'
import { getBundleBody, getStatement, saveBundle, saveStatement } from '../store/bundles.ts'
import type { AnchoredDigest } from '../store/snapshots.ts'
import type { Store } from '../store/store.ts'
import { fetchPages } from './pages.ts'
import { toSources } from './toSources.ts'

/** What getting needs. */
export type GetAnchoredDeps = {
  readonly store: Store
  readonly network: Pick<Network, 'request' | 'peers'>
  readonly view: Pick<ChainView, 'providers'>
  readonly clock: Clock
  readonly self: ProviderId
}

/** An anchored bundle, or why it is not here yet. */
export type AnchoredAnswer =
  | { readonly type: 'found'; readonly statement: AnchorStatement; readonly reports: readonly Report[] }
  | { readonly type: 'pending'; readonly reason: string }

const MAX_BYTES = 8 * 1_024 * 1_024
const hash = z.custom<Hex>((value) => isHex(value) && size(value) === 32, 'not a hash').transform((value) => value.toLowerCase() as Hex)
const headSchema = z.object({ bundle: hash, height: z.int().min(0), root: hash })

/** Never guesses: without the very bytes the answer is `pending`, and the caller abstains. */
export async function getAnchored(
  deps: GetAnchoredDeps,
  corridor: Corridor,
  { epoch, digest }: AnchoredDigest,
  signal: AbortSignal,
): Promise<AnchoredAnswer> {
  const here = readAnchored(deps.store, digest)
  if (here) return here
  for (const to of toSources(deps, corridor)) {
    const fetched = await fetchFrom(deps, to, corridor, { epoch, digest }, signal)
    if (!fetched) continue
    deps.store.transaction(() => {
      const { statement, body } = fetched
      saveStatement(deps.store, digest, statement)
      saveBundle(deps.store, { corridor, epoch, digest: statement.bundle, body, agreed: false }, deps.clock.now())
    })
    return { type: 'found', statement: fetched.statement, reports: fetched.reports }
  }
  return { type: 'pending', reason: `nobody who can be reached has the bundle ${digest} of epoch ${epoch} of ${corridor}` }
}

/** What the own store has of a digest, checked again: a store that was tampered with has nothing. */
export function readAnchored(store: Store, digest: Hex): Extract<AnchoredAnswer, { type: 'found' }> | undefined {
  const statement = getStatement(store, digest)
  if (!statement || hashStatement(statement) !== digest) return undefined
  const body = getBundleBody(store, statement.corridor, statement.epoch, statement.bundle)
  const reports = body && toReports(body, statement)
  return reports && { type: 'found', statement, reports }
}

async function fetchFrom(
  { network }: GetAnchoredDeps,
  to: ProviderId,
  corridor: Corridor,
  { epoch, digest }: AnchoredDigest,
  signal: AbortSignal,
) {
  try {
    const { bytes, first } = await fetchPages(network, { to, protocol: 'bundle', query: { digest }, maxBytes: MAX_BYTES, signal })
    const statement = { corridor, epoch, ...headSchema.parse(first) }
    const reports = hashStatement(statement) === digest ? toReports(bytes, statement) : undefined
    return reports && { statement, body: bytes, reports }
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}

function toReports(body: Uint8Array, { corridor, epoch, bundle }: AnchorStatement): readonly Report[] | undefined {
  const reports = decodeSignedReports(body)?.map(({ report }) => report)
  return reports && hashBundle(corridor, epoch, reports) === bundle ? reports : undefined
}
