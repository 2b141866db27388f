/** Remembers which gateways failed lately, so that a dead one is not asked first every time. */

/** Failures since the last good answer, by gateway. It only ever changes an order, so sharing it between clients harms nobody. */
const failures = new Map<string, number>()

/** Healthy ones first, each once, otherwise as given: the caller's order is a preference. */
export function byHealth(gateways: readonly string[]): readonly string[] {
  const failed = (gateway: string) => failures.get(gateway) ?? 0
  return [...new Set(gateways)].sort((left, right) => failed(left) - failed(right))
}

/** Notes how asking went. */
export function noteHealth(gateway: string, isWell: boolean): void {
  if (isWell) failures.delete(gateway)
  else if (failures.size < 1_000 || failures.has(gateway)) failures.set(gateway, (failures.get(gateway) ?? 0) + 1)
}
