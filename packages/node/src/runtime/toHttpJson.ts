/** JSON for browsers: bigints as decimal strings. */

/** Serialises a response body. */
export function toHttpJson(value: unknown): string {
  return JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? item.toString() : item))
}
