/** What can go wrong when a gateway is to put an order on chain for the payer. */
import { BaseError } from './base.ts'

/** No gateway relayed the order. What was signed can still be relayed by those that were asked, until the order's `claimBy`. */
export class RelayUnavailableError extends BaseError {
  override name = 'RelayUnavailableError'
  /** True when a gateway holds the signed order: look whether it is on chain (`resumeOrder`) before making another. */
  readonly signed: boolean
  constructor({ reasons, signed }: { reasons: readonly string[]; signed: boolean }) {
    const next = signed
      ? 'the signed order may still appear until its claims end, so resume it instead of making another'
      : 'nothing was signed; pay the gas yourself, or try again later'
    super(`no gateway put the order on chain; ${next}`, { code: 'RELAY_UNAVAILABLE', metaMessages: reasons, retryable: true })
    this.signed = signed
  }
}

/** The token and the wallet together know no way to lock by signature. */
export class NoGaslessFundingError extends BaseError {
  override name = 'NoGaslessFundingError'
  constructor({ wallet, gateways }: { wallet: readonly string[]; gateways: readonly string[] }) {
    super('this token cannot be locked by a signature from this wallet; pay the gas yourself (leave `relay` out)', {
      code: 'NO_GASLESS_FUNDING',
      metaMessages: [`token and wallet: ${wallet.join(', ') || 'none'}`, `gateways: ${gateways.join(', ') || 'none'}`],
    })
  }
}
