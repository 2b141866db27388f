/** The projections of the chain, moved block by block, and put back from the database at a start and after a reorganisation. */
import { fromJson, toJson } from '@paynode/sdk/protocol'
import type { BlockHeader, ChainEvent } from './chain/events.ts'
import { iterateChainEvents, listBlocks } from './store/chainLogs.ts'
import { getLastFold, saveFold } from './store/folds.ts'
import type { Store } from './store/store.ts'

/**
 * A fold over the chain. `reset` forgets everything, because it is about to be folded again. `save` gives all that `load` needs to go on
 * from there: values that JSON has, and bigints.
 */
export type Projection = {
  apply(update: { readonly header: BlockHeader; readonly events: readonly ChainEvent[] }): void
  reset(): void
  save(): unknown
  load(saved: unknown): void
}

/** The projections of one daemon. */
export type Folds = {
  apply(update: { readonly header: BlockHeader; readonly events: readonly ChainEvent[] }): void
  /** Saves them when enough has come since the last time. Called inside the block's transaction, when the block is all done. */
  keep(height: number): void
  /** Makes them what the stored chain says: from the last saved ones where there are any. */
  restore(): void
}

/** Which saved folds can be read (a change of code or options gives another form), and how many blocks and events may come between two. */
export type KeepFolds = { readonly form: string; readonly every: number }

/** Bump when a projection's meaning or what it saves changes: older saved ones are then folded anew. A test notices. */
const FORM = 2

/** Two hours of Base's blocks, or a few thousand orders: a tenth of a second to fold. */
const EVERY = 4_000

/** Saved folds of this code, under these options. */
export const toKeepFolds = (options: object): KeepFolds => ({ form: `${FORM} ${JSON.stringify(options)}`, every: EVERY })

/** Binds projections to the stored chain. Without `keep` nothing is saved and every restore reads it all. */
export function createFolds(store: Store, projections: readonly Projection[], keep?: KeepFolds): Folds {
  let since = 0
  const apply: Folds['apply'] = (update) => {
    for (const projection of projections) projection.apply(update)
    since += 1 + update.events.length
  }
  return {
    apply,
    keep: (height) => {
      if (!keep || since < keep.every) return
      saveFold(store, height, keep.form, toJson(projections.map((projection) => projection.save())))
      since = 0
    },
    restore: () => {
      for (const projection of projections) projection.reset()
      const saved = keep && getLastFold(store, keep.form)
      since = 0
      if (saved) {
        const parts = fromJson(saved.body) as readonly unknown[] // written above only
        for (const [index, projection] of projections.entries()) projection.load(parts[index])
      }
      const from = saved ? saved.height + 1 : 0
      const events = iterateChainEvents(store, from)
      let next = events.next()
      for (const header of listBlocks(store, from)) {
        const own: ChainEvent[] = []
        for (; !next.done && next.value.position.block === header.number; next = events.next()) own.push(next.value)
        apply({ header, events: own })
      }
    },
  }
}
