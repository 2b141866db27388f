/** Draws a sample that anybody can draw again from its seed. */
import { createHash } from 'node:crypto'

/** `count` items drawn without replacement, every one equally likely, in their own order; all when there are fewer. */
export function drawSample<Item extends { readonly id: string }>(items: readonly Item[], count: number, seed: number): readonly Item[] {
  const ranked = items.map((item) => ({ item, rank: createHash('sha256').update(`${seed}:${item.id}`).digest('hex') }))
  const drawn = ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1)).slice(0, count)
  const chosen = new Set(drawn.map(({ item }) => item))
  return items.filter((item) => chosen.has(item))
}
