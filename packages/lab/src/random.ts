/** Seeded randomness: streams that never share state, and a stateless draw for common random numbers. */

/** A stream of pseudo-random numbers (sfc32). Equal seeds and names give equal streams. */
export type Random = {
  /** Uniform in [0, 1), 32 bits. */
  unit(): number
  /** Uniform in [low, high). */
  range(low: number, high: number): number
  /** Uniform integer in [0, count). */
  below(count: number): number
  /** True with the probability given. */
  chance(probability: number): boolean
  /** Standard normal (Box–Muller). */
  normal(): number
  /** Exponential with the mean given. */
  exponential(mean: number): number
}

/** A stream of its own for every (seed, name). */
export function createRandom(seed: number, name: string): Random {
  let a = mix(seed >>> 0, 0x9e3779b9)
  let b = mix(Math.floor(seed / 4_294_967_296) >>> 0, 0x243f6a88)
  let c = 0x1234567
  for (let index = 0; index < name.length; index++) c = mix(c, name.charCodeAt(index))
  let counter = 1
  const draw = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  for (let index = 0; index < 16; index++) draw()
  const unit = () => draw() / 4_294_967_296
  return {
    unit,
    range: (low, high) => low + (high - low) * unit(),
    below: (count) => Math.floor(unit() * count),
    chance: (probability) => unit() < probability,
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
    exponential: (mean) => -mean * Math.log(1 - unit()),
  }
}

/** Uniform in [0, 1) from three integers: the same event gets the same luck whichever policy asks. */
export function toUnit(a: number, b: number, c: number): number {
  return mix(mix(mix(0x51ed270b, a), b), c) / 4_294_967_296
}

/** Two 32-bit words → one, well mixed (murmur3 finaliser). Unsigned. */
function mix(left: number, right: number): number {
  let value = Math.imul(left ^ Math.imul(right + 0x7f4a7c15, 0x85ebca6b), 0xcc9e2d51)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
