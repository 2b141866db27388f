/** JSON that keeps bigints: `{ "$bigint": "12" }`. Used on the wire between daemons and in stores. */

/** Serialises a value whose bigints must survive. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? { $bigint: item.toString() } : item))
}

/** Parses what `toJson` wrote. The result is untrusted: parse it with a schema. */
export function fromJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  return text.includes('"$bigint"') || text.includes('\\u') ? revive(value) : value // a key may be written with escapes
}

/** Ten times faster than a reviver; changes what the parser just made, in place. */
function revive(item: unknown): unknown {
  if (item === null || typeof item !== 'object') return item
  const entries = item as Record<string, unknown>
  for (const key in entries) {
    const value = entries[key]
    if (value === null || typeof value !== 'object') continue
    const revived = revive(value)
    if (revived === value) continue // a bigint, or as it was: nothing is ever assigned to a key like __proto__ but a bigint
    entries[key] = revived
  }
  const { $bigint: digits } = entries
  if (typeof digits !== 'string' || Object.keys(entries).length !== 1) return item
  return /^-?\d{1,80}$/.test(digits) ? BigInt(digits) : item
}
