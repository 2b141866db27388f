/** Data → one line of JSON for programs: bigints become decimal strings. */

/** Serialises a command's result on one line. */
export function toJsonLine(value: unknown): string {
  return JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? item.toString() : item))
}
