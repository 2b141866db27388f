/** Times as vendors write them. */

/** ISO 8601 → unix seconds; undefined when there is none or it cannot be read. */
export function toUnixSeconds(iso: string | null | undefined): number | undefined {
  const time = Date.parse(iso ?? '')
  return Number.isNaN(time) ? undefined : Math.floor(time / 1_000)
}
