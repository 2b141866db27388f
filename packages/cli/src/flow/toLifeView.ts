/** A step of an order's life, for people and programs. */
import type { View } from '../output/render.ts'
import { shorten } from '../output/text.ts'
import type { LifeStep } from './watchLife.ts'

const words: Readonly<Record<LifeStep['event'], string>> = {
  locked: 'locked in escrow',
  claimed: 'claimed by',
  failed: 'back to open, failed by',
  settled: 'settled: paid by',
  refunded: 'refunded to the payer',
}

/** The view of one step. */
export function toLifeView(step: LifeStep): View {
  const { event, at, provider, cause, transaction } = step
  const time = new Date(at * 1_000).toISOString().slice(11, 19)
  const text = () =>
    [time, words[event], provider ? shorten(provider) : undefined, cause ? `(${cause})` : undefined, `tx ${shorten(transaction)}`]
      .filter((part) => part !== undefined)
      .join(' ')
  return { data: step, text }
}
