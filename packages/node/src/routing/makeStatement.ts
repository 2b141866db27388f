/** Says what this daemon would put on the chain for an epoch: the agreed reports, and the model as of the epoch's last block. */
import { type AnchorStatement, type Corridor, hashStatement } from '@paynode/sdk/protocol'
import type { Hex } from 'viem'
import { saveStatement } from '../store/bundles.ts'
import { getLastBlockBefore } from '../store/chainLogs.ts'
import { saveModel } from '../store/models.ts'
import type { Store } from '../store/store.ts'
import type { Bundles } from './bundles.ts'
import type { Checkpoints } from './checkpoints.ts'

/** What a statement is made of. `heightFor` is the height that an order in a block would be ranked with. */
export type StatementDeps = {
  readonly store: Store
  readonly bundles: Pick<Bundles, 'getAgreedBundle'>
  readonly checkpoints: Checkpoints
  readonly epochSeconds: number
  heightFor(block: number): number
}

/** The statement and its digest, or why there is none yet. It is a function of the chain and the agreed reports: all honest daemons make the same. */
export async function makeStatement(
  { store, bundles, checkpoints, epochSeconds, heightFor }: StatementDeps,
  corridor: Corridor,
  epoch: number,
  signal: AbortSignal,
): Promise<
  | { readonly type: 'made'; readonly statement: AnchorStatement; readonly digest: Hex }
  | { readonly type: 'waiting'; readonly reason: string }
> {
  const last = getLastBlockBefore(store, (epoch + 1) * epochSeconds)
  if (!last) return { type: 'waiting', reason: `the chain has no block after epoch ${epoch} yet` }
  const checkpoint = checkpoints.at(heightFor(last.number))
  if (!checkpoint) return { type: 'waiting', reason: `this daemon was not there when the model stood at epoch ${epoch}` }
  const bundle = await bundles.getAgreedBundle(corridor, epoch, signal)
  if (bundle.type === 'pending') return { type: 'waiting', reason: bundle.reason }
  const statement = { corridor, epoch, bundle: bundle.digest, height: checkpoint.height, root: checkpoint.root }
  const digest = hashStatement(statement)
  store.transaction(() => {
    saveStatement(store, digest, statement)
    saveModel(store, checkpoint.root, checkpoint.height, checkpoint.text)
  })
  return { type: 'made', statement, digest }
}
