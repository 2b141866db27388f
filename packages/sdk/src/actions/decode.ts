/** Decoders for gateways' answers: as strict as a schema library, in a twentieth of the bytes that a payer's page loads. */

/** Gives the value in its type. @throws TypeError when it is something else. */
export type Decoder<output> = (value: unknown) => output

function fail(expected: string): never {
  throw new TypeError(`expected ${expected}`)
}

/** A string that the pattern matches. */
export const text =
  <output extends string = string>(pattern: RegExp): Decoder<output> =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? (value as output) : fail(`a text like ${pattern}`)

/** A whole number from `min` to `max`. */
export const integer =
  (min: number, max: number): Decoder<number> =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max ? (value as number) : fail('a whole number')

/** Any finite number. */
export const number: Decoder<number> = (value) => (Number.isFinite(value) ? (value as number) : fail('a number'))

/** True or false. */
export const boolean: Decoder<boolean> = (value) => (typeof value === 'boolean' ? value : fail('true or false'))

/** A decimal string of a whole number below 10^38. */
export const minorUnits: Decoder<bigint> = (value) => BigInt(text(/^\d{1,38}$/)(value))

/** Anything. */
export const unknown: Decoder<unknown> = (value) => value

/** A list of at most `max`. */
export const list =
  <output>(item: Decoder<output>, max: number): Decoder<readonly output[]> =>
  (value) =>
    Array.isArray(value) && value.length <= max ? value.map(item) : fail(`a list of at most ${max}`)

/** Null and undefined become undefined. */
export const optional =
  <output>(item: Decoder<output>): Decoder<output | undefined> =>
  (value) =>
    value === undefined || value === null ? undefined : item(value)

/** An object with these keys; others are dropped. */
export const record =
  <shape extends Readonly<Record<string, Decoder<unknown>>>>(
    shape: shape,
  ): Decoder<{ readonly [key in keyof shape]: ReturnType<shape[key]> }> =>
  (value) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return fail('an object')
    const read = (key: string) => (Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined)
    const entries = Object.entries(shape).map(([key, decode]) => [key, decode(read(key))])
    return Object.fromEntries(entries)
  }
