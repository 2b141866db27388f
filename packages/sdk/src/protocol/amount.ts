/** Money: bigint minor units with its currency. Never a `number`, never a float. */

/** An amount of a currency or token in minor units. */
export type Amount = { readonly value: bigint; readonly currency: string }

/**
 * Parses a decimal string into minor units, exactly.
 * @throws TypeError when the text is not a plain decimal number or has more digits than the currency.
 * @example parseUnitsExact('1500.50', 2) // 150050n
 */
export function parseUnitsExact(text: string, decimals: number): bigint {
  const match = /^(\d{1,24})(?:\.(\d+))?$/.exec(text.trim())
  if (!match) throw new TypeError(`"${text}" is not an amount; write digits with at most one decimal point, like 25 or 25.50`)
  const fraction = match[2] ?? ''
  if (fraction.length > decimals) {
    throw new TypeError(`"${text}" has ${fraction.length} decimal places; this currency has ${decimals}`)
  }
  return BigInt(`${match[1]}${fraction.padEnd(decimals, '0')}`)
}

/**
 * Minor units → a decimal string with every decimal place.
 * @example formatUnitsExact(150050n, 2) // '1500.50'
 */
export function formatUnitsExact(value: bigint, decimals: number): string {
  const sign = value < 0n ? '-' : ''
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0')
  if (decimals === 0) return sign + digits
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/** `value × bps ⁄ 10 000`, rounded down. */
export function bpsFloor(value: bigint, bps: bigint): bigint {
  return (value * bps) / 10_000n
}

/** `value × bps ⁄ 10 000`, rounded up. */
export function bpsCeil(value: bigint, bps: bigint): bigint {
  return (value * bps + 9_999n) / 10_000n
}
