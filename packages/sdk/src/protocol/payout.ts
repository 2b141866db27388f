/** Local money as people write it, in the minor units of its currency. */
import { formatUnitsExact, parseUnitsExact } from './amount.ts'
import { type CorridorInfo, corridors, type KnownCorridor } from './corridor.ts'

/** A currency that some corridor pays out. */
export type Currency = (typeof corridors)[KnownCorridor]['currency']

/** The currency of a corridor, to the literal; every currency where the corridor is not known. */
export type CurrencyOf<corridor> = corridor extends KnownCorridor ? (typeof corridors)[corridor]['currency'] : Currency

declare const currencyOf: unique symbol
/** Minor units of one currency: naira and shillings do not mix by accident. */
export type Payout<currency extends Currency = Currency> = bigint & { readonly [currencyOf]?: currency }

/** Decimal places of a currency. */
export function getDecimals(currency: Currency): number {
  const info = Object.values<CorridorInfo>(corridors).find((item) => item.currency === currency)
  if (!info) throw new TypeError(`unknown currency "${currency}"`)
  return info.decimals
}

/**
 * A decimal text → minor units.
 * @throws TypeError when it is not an amount of that currency.
 * @example parsePayout('1500.50', 'NGN') // 150050n
 */
export function parsePayout<const currency extends Currency>(text: string, currency: currency): Payout<currency> {
  return parseUnitsExact(text.replaceAll(',', ''), getDecimals(currency)) as Payout<currency>
}

/**
 * Minor units → text in groups of three, with every decimal place; exact at any size.
 * @example formatPayout(2500000n, 'NGN') // '25,000.00'
 */
export function formatPayout<const currency extends Currency>(value: Payout<NoInfer<currency>>, currency: currency): string {
  const [whole = '', fraction] = formatUnitsExact(value, getDecimals(currency)).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}
