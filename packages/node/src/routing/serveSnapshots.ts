/** Answers for snapshots at the gateway: what this daemon has, and for the epochs that still stand also a model that it was not there to keep. */
import { type Corridor, hashStatement } from '@paynode/sdk/protocol'
import { rules } from '@paynode/sdk/router'
import type { Hex } from 'viem'
import type { Clock } from '../runtime/clock.ts'
import type { Anchors } from './anchors.ts'
import type { Bundles } from './bundles.ts'
import { type GetModelDeps, getModel } from './getModel.ts'
import { type RoutingSnapshot, readSnapshot, type SnapshotQuery } from './readSnapshot.ts'

/** What it needs. */
export type SnapshotDeps = GetModelDeps & {
  readonly anchors: Anchors
  readonly bundles: Pick<Bundles, 'getOwnBundle'>
  readonly clock: Clock
  readonly epochSeconds: number
  readonly signal: AbortSignal
}

/** Milliseconds after which peers are asked again for a model that none of them had. */
const RETRY_MS = 60_000

/** `snapshot(corridor, query)`: peers are asked once for a model, however many ask here. */
export function serveSnapshots(deps: SnapshotDeps) {
  const asked = new Map<Hex, { readonly at: number; readonly answer: Promise<string | undefined> }>()
  const findModel = (corridor: Corridor, statement: NonNullable<RoutingSnapshot['statement']>) => {
    const now = deps.clock.now()
    for (const [root, { at }] of asked) if (now - at > RETRY_MS) asked.delete(root)
    const known = asked.get(statement.root)
    if (known) return known.answer
    const answer = getModel(deps, corridor, statement, deps.signal).catch(() => undefined)
    asked.set(statement.root, { at: now, answer })
    return answer
  }
  return async (corridor: Corridor, query: SnapshotQuery): Promise<RoutingSnapshot | undefined> => {
    const found = readSnapshot(deps, corridor, query)
    if (!found?.statement || found.model !== undefined || hashStatement(found.statement) !== found.digest) return found
    const stands = found.epoch + rules.bundleLife >= Math.floor(deps.clock.now() / 1_000 / deps.epochSeconds) - 1
    const model = stands ? await findModel(corridor, found.statement) : undefined
    return model === undefined ? found : { ...found, model }
  }
}
