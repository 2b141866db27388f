/** JSON that keeps bigints: `{ "$bigint": "12" }`. Used on the wire between daemons and in stores. */

/** Serialises a value whose bigints must survive. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? { $bigint: item.toString() } : item))
}

/** Parses what `toJson` wrote. The result is untrusted: parse it with a schema. */
export function fromJson(text: string): unknown {
  return JSON.parse(text, (_key, item) => {
    if (item !== null && typeof item === 'object' && typeof item.$bigint === 'string' && Object.keys(item).length === 1) {
      return /^-?\d{1,80}$/.test(item.$bigint) ? BigInt(item.$bigint) : item
    }
    return item
  })
}
