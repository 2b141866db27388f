/** What a gateway shows of an anchored epoch: everything that is needed to rank with it, and to check it against the chain. */
import { type AnchorStatement, type Corridor, encodeSignedReports } from '@paynode/sdk/protocol'
import { bytesToHex, type Hex } from 'viem'
import { getBundleBody, getStatement } from '../store/bundles.ts'
import { getBlockAtOrBelow } from '../store/chainLogs.ts'
import { getModelBody, toModelText } from '../store/models.ts'
import type { Store } from '../store/store.ts'
import type { Anchors } from './anchors.ts'
import type { Bundles } from './bundles.ts'
import { readAnchored } from './getAnchored.ts'

/** An epoch's parts. `reports` are the bytes of `encodeSignedReports`; `model` is the text of `serialiseState`, while it is kept. */
export type RoutingSnapshot = {
  readonly corridor: Corridor
  readonly epoch: number
  /** What the anchor contract has; undefined where there is no such contract. */
  readonly digest?: Hex | undefined
  readonly statement?: AnchorStatement | undefined
  readonly bundle: Hex
  readonly reports: Hex
  readonly model?: string | undefined
}

/** Which epoch: the one in force for an order in a block (the head when left out), the one of a digest, or an epoch by its number. */
export type SnapshotQuery = { readonly block?: number | undefined; readonly digest?: Hex | undefined; readonly epoch?: number | undefined }

/** Undefined when this daemon does not have it. */
export function readSnapshot(
  { store, anchors, bundles }: { readonly store: Store; readonly anchors: Anchors; readonly bundles: Pick<Bundles, 'getOwnBundle'> },
  corridor: Corridor,
  query: SnapshotQuery,
): RoutingSnapshot | undefined {
  const digest = query.digest ?? (query.epoch === undefined ? findDigest(store, anchors, corridor, query.block) : undefined)
  if (digest === undefined) {
    if (query.epoch === undefined) return undefined
    const { digest: bundle, signed, reports } = bundles.getOwnBundle(corridor, query.epoch)
    const counted = signed.filter(({ report }) => reports.includes(report))
    return { corridor, epoch: query.epoch, bundle, reports: bytesToHex(encodeSignedReports(counted)) }
  }
  const statement = getStatement(store, digest)
  if (statement?.corridor !== corridor || !readAnchored(store, digest)) return undefined
  const body = getBundleBody(store, corridor, statement.epoch, statement.bundle)
  const model = getModelBody(store, statement.root)
  return (
    body && {
      corridor,
      epoch: statement.epoch,
      digest,
      statement,
      bundle: statement.bundle,
      reports: bytesToHex(body),
      model: model && toModelText(model),
    }
  )
}

function findDigest(store: Store, anchors: Anchors, corridor: Corridor, block = Number.MAX_SAFE_INTEGER): Hex | undefined {
  const header = getBlockAtOrBelow(store, block)
  return header && anchors.find(corridor, { block: header.number, blockTime: header.timestamp })?.digest
}
