/** Remembers the model's root at the last few heights, so that a daemon can say whether it has what others say they have. */
import { type State, serialiseState, stateRoot } from '@paynode/sdk/router'
import type { Hex } from 'viem'

/** The model as of a height. */
export type Checkpoint = { readonly height: number; readonly root: Hex; readonly text: string }

export type Checkpoints = {
  /** Takes note of the model as the head has it. Called after every block near the head. */
  capture(block: number): void
  at(height: number): Checkpoint | undefined
  /** Blocks change nothing here … */
  apply(): void
  /** … but a chain that is folded anew does: what was noted may be of another chain. */
  reset(): void
  save(): unknown
  load(): void
}

/** Heights that are kept, as text: an epoch's is at most a few old when it is voted on. */
const KEEP = 12

/** Creates an empty memory. `modelFor` is asked in the order of blocks, as ingestion does. */
export function createCheckpoints(modelFor: (block: number) => { readonly state: State; readonly height: number }): Checkpoints {
  const known = new Map<number, Checkpoint>()
  return {
    capture: (block) => {
      const { state, height } = modelFor(block)
      if (known.has(height)) return
      known.set(height, { height, root: stateRoot(state), text: serialiseState(state) })
      for (const oldest of known.keys()) if (known.size > KEEP) known.delete(oldest)
    },
    at: (height) => known.get(height),
    apply: () => {},
    reset: () => known.clear(),
    save: () => null, // what was noted is of the last minutes: a restart notes anew
    load: () => known.clear(),
  }
}
