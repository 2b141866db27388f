/** Folds the anchor contract's events: which digest is in force in an epoch, since which block, and who has a seat. */
import type { Corridor, ProviderId } from '@paynode/sdk/protocol'
import { rules } from '@paynode/sdk/router'
import type { Hex } from 'viem'
import type { BlockHeader, ChainEvent } from '../chain/events.ts'
import type { AnchoredDigest } from '../store/snapshots.ts'

/** A seat, taken at a time (unix seconds). */
export type Seat = { readonly operator: ProviderId; readonly since: number }

export type Anchors = {
  apply(update: { readonly header: BlockHeader; readonly events: readonly ChainEvent[] }): void
  reset(): void
  save(): unknown
  load(saved: unknown): void
  /**
   * The latest epoch that was anchored at least `lag` blocks before an order's block; undefined when there is none in the epochs for which a
   * bundle stands. A fact of the chain: the same for everybody who has the block.
   */
  find(corridor: Corridor, order: { readonly block: number; readonly blockTime: number }): AnchoredDigest | undefined
  digestOf(corridor: Corridor, epoch: number): Hex | undefined
  /** In order of address. */
  seats(corridor: Corridor): readonly Seat[]
}

type Anchored = { readonly digest: Hex; readonly block: number }
/** Epochs per corridor that are remembered: an order's ranking reads the last few. */
const KEEP = 256

type Saved = {
  readonly anchored: readonly (readonly [Corridor, readonly (readonly [number, Anchored])[]])[]
  readonly seats: readonly (readonly [Corridor, readonly (readonly [ProviderId, number])[]])[]
}

/** Creates an empty fold. `lag` 1 or more: whoever orders an order's block cannot choose what it is ranked on by putting an anchor before it. */
export function createAnchors({ lag, epochSeconds }: { readonly lag: number; readonly epochSeconds: number }): Anchors {
  const anchored = new Map<Corridor, Map<number, Anchored>>()
  const seats = new Map<Corridor, Map<ProviderId, number>>()
  const applyEvent = (event: ChainEvent) => {
    if (event.name === 'SeatTaken') {
      const taken = seats.get(event.corridor) ?? new Map<ProviderId, number>()
      seats.set(event.corridor, taken.set(event.operator, event.position.blockTime))
    } else if (event.name === 'SeatLost') seats.get(event.corridor)?.delete(event.operator)
    else if (event.name === 'BundleAnchored') {
      const epochs = anchored.get(event.corridor) ?? new Map<number, Anchored>()
      anchored.set(event.corridor, epochs.set(event.epoch, { digest: event.digest, block: event.position.block }))
      for (const oldest of epochs.keys()) if (epochs.size > KEEP) epochs.delete(oldest)
    }
  }
  return {
    apply: ({ events }) => events.forEach(applyEvent),
    reset: () => {
      anchored.clear()
      seats.clear()
    },
    save: (): Saved => ({
      anchored: [...anchored].map(([corridor, epochs]) => [corridor, [...epochs]]),
      seats: [...seats].map(([corridor, taken]) => [corridor, [...taken]]),
    }),
    load: (saved) => {
      const from = saved as Saved // written by `save` only
      anchored.clear()
      seats.clear()
      for (const [corridor, epochs] of from.anchored) anchored.set(corridor, new Map(epochs))
      for (const [corridor, taken] of from.seats) seats.set(corridor, new Map(taken))
    },
    find: (corridor, { block, blockTime }) => {
      const epochs = anchored.get(corridor)
      const current = Math.floor(blockTime / epochSeconds)
      for (let epoch = current; epoch >= Math.max(0, current - rules.bundleLife); epoch--) {
        const found = epochs?.get(epoch)
        if (found && found.block <= block - lag) return { epoch, digest: found.digest }
      }
      return undefined
    },
    digestOf: (corridor, epoch) => anchored.get(corridor)?.get(epoch)?.digest,
    seats: (corridor) =>
      [...(seats.get(corridor) ?? [])]
        .map(([operator, since]) => ({ operator, since }))
        .sort((left, right) => (left.operator.toLowerCase() < right.operator.toLowerCase() ? -1 : 1)),
  }
}
