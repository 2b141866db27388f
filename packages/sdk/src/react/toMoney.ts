/** Money as a payer reads it. */
import type { PaynodeNetwork } from '../clients/network.ts'
import { formatUnitsExact } from '../protocol/amount.ts'
import { getCorridor } from '../protocol/corridor.ts'

/** `15.83 tUSD`: two decimal places at least, more where they matter. */
export function toMoney({ token }: Pick<PaynodeNetwork, 'token'>, amount: bigint): string {
  return `${toDecimal(amount, token.decimals)} ${token.symbol}`
}

/** `NGN 25,000.00`. */
export function toLocalMoney(corridor: string, payout: bigint): string {
  const info = getCorridor(corridor)
  return info ? `${info.currency} ${toDecimal(payout, info.decimals)}` : payout.toString()
}

function toDecimal(value: bigint, decimals: number): string {
  const [whole = '', fraction = ''] = formatUnitsExact(value, decimals).split('.')
  const kept = fraction.replace(/0+$/, '').padEnd(2, '0')
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${decimals === 0 ? '' : `.${kept}`}`
}
