/** What can go wrong when somebody pays. */
import { BaseError } from './base.ts'

/** The payer holds too little of the token. */
export class InsufficientBalanceError extends BaseError {
  override name = 'InsufficientBalanceError'
  constructor({ have, need, symbol }: { have: string; need: string; symbol: string }) {
    super(`insufficient balance: the order needs ${need} ${symbol}, the payer holds ${have} ${symbol}; nothing was locked`, {
      code: 'INSUFFICIENT_BALANCE',
    })
  }
}

/** No provider quotes the corridor for this amount. */
export class NoQuoteError extends BaseError {
  override name = 'NoQuoteError'
  constructor({ corridor, reason }: { corridor: string; reason: string }) {
    super(`no provider quotes ${corridor} for this amount (${reason}); try another amount or try again in a minute`, {
      code: 'NO_QUOTE',
      retryable: true,
    })
  }
}

/** An amount or recipient that cannot be paid. */
export class InvalidOrderError extends BaseError {
  override name = 'InvalidOrderError'
  constructor(reason: string) {
    super(reason, { code: 'INVALID_ORDER' })
  }
}

/** No gateway answered, or all refused. */
export class GatewayError extends BaseError {
  override name = 'GatewayError'
  constructor({ path, reasons, cause }: { path: string; reasons: readonly string[]; cause?: unknown }) {
    super(`no gateway answered ${path}; nothing was locked`, { code: 'GATEWAY', metaMessages: reasons, retryable: true, cause })
  }
}

/** The escrow has no such order. */
export class OrderNotFoundError extends BaseError {
  override name = 'OrderNotFoundError'
  constructor(orderId: string) {
    super(`there is no order ${orderId} in this escrow; check the id and the network`, { code: 'ORDER_NOT_FOUND' })
  }
}

/** The order ended otherwise than awaited. */
export class OrderEndedError extends BaseError {
  override name = 'OrderEndedError'
  constructor({ orderId, status, awaited }: { orderId: string; status: string; awaited: string }) {
    super(`order ${orderId} is ${status} and will never be ${awaited}`, { code: 'ORDER_ENDED' })
  }
}

/** Reclaim came too early, or the order is not open. */
export class NotReclaimableError extends BaseError {
  override name = 'NotReclaimableError'
  constructor({ orderId, status, seconds }: { orderId: string; status: string; seconds: number }) {
    super(
      status === 'open'
        ? `order ${orderId} can be reclaimed in ${seconds} s`
        : `order ${orderId} is ${status}; only an open order can be reclaimed`,
      { code: 'NOT_RECLAIMABLE', retryable: status === 'open' || status === 'claimed' },
    )
  }
}
