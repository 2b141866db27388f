/** Money between bigint minor units and the decimals that vendors speak. Nothing is rounded: what does not fit is refused. */

/** `150050n, 2` → `1500.50`. */
export function toDecimal(minor: bigint, scale: number): string {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  return `${minor < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`
}

/** `'1500.5', 2` → `150050n`; undefined when it is no plain decimal or has more digits than the currency. */
export function fromDecimal(text: string, scale: number): bigint | undefined {
  const match = /^(-?)(\d{1,38})(?:\.(\d{1,38}))?$/.exec(text)
  if (!match) return undefined
  const [, sign = '', whole = '', fraction = ''] = match
  const kept = fraction.slice(0, scale).padEnd(scale, '0')
  if (/[1-9]/.test(fraction.slice(scale))) return undefined
  const value = BigInt(whole + kept)
  return sign === '-' ? -value : value
}

/** A JSON number as minor units; undefined when it cannot be exact. */
export function fromNumber(value: number, scale: number): bigint | undefined {
  return Number.isFinite(value) && Math.abs(value) * 10 ** scale <= Number.MAX_SAFE_INTEGER ? fromDecimal(String(value), scale) : undefined
}

/** A JSON number with exactly this value; undefined when a double cannot hold it. */
export function toNumber(minor: bigint, scale: number): number | undefined {
  const value = Number(toDecimal(minor, scale))
  return fromNumber(value, scale) === minor ? value : undefined
}
