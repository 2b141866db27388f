/** Seeded randomness: the same seed gives the same history on every machine. Not for secrets. */

/** A stream of choices. */
export type Random = {
  /** A float in [0, 1). */
  next(): number
  /** An integer in [low, high]. */
  int(low: number, high: number): number
  /** True with probability `p`. */
  chance(p: number): boolean
  /** One of the items. @throws when there are none. */
  pick<item>(items: readonly item[]): item
  /** The items in another order. */
  shuffle<item>(items: readonly item[]): item[]
  /** An independent stream: choices made there do not move this one. */
  fork(label: string): Random
}

/** Creates the stream of a seed (sfc32, seeded through splitmix32). */
export function createRandom(seed: number): Random {
  let state = seed | 0
  const scramble = () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return mixed ^ (mixed >>> 15)
  }
  let [a, b, c, counter] = [scramble(), scramble(), scramble(), 1]
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return (sum >>> 0) / 4_294_967_296
  }
  for (let round = 0; round < 12; round++) next()
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    int,
    chance: (p) => next() < p,
    pick: (items) => {
      const item = items[int(0, items.length - 1)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
    shuffle: (items) => {
      const left = [...items]
      return items.map(() => left.splice(int(0, left.length - 1), 1)[0] as (typeof left)[number]) // as many as there are
    },
    fork: (label) => createRandom(Math.imul(seed, 31) ^ hash(label)),
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value
}
