/** What can become of an order that its payer did not want. */
import { BaseError } from './base.ts'

/** The escrow has no such order. */
export class OrderNotFoundError extends BaseError {
  override name = 'OrderNotFoundError'
  constructor({ orderId }: { orderId: string }) {
    super(`there is no order ${orderId} in this escrow; check the id and the network`, { code: 'ORDER_NOT_FOUND' })
  }
}

/** The order ended otherwise than awaited. */
export class OrderFailedError extends BaseError {
  override name = 'OrderFailedError'
  constructor({ orderId, status, awaited }: { orderId: string; status: string; awaited: string }) {
    super(`order ${orderId} is ${status} and will never be ${awaited}`, { code: 'ORDER_FAILED' })
  }
}

/** The order is still on its way after the time that the caller gave it. The order itself goes on. */
export class OrderTimeoutError extends BaseError {
  override name = 'OrderTimeoutError'
  constructor({ orderId, status, awaited, timeout }: { orderId: string; status: string; awaited: string; timeout: number }) {
    super(`order ${orderId} is ${status}, not ${awaited}, after ${timeout} ms; it goes on, wait again or reclaim it when that is due`, {
      code: 'ORDER_TIMEOUT',
      retryable: true,
    })
  }
}

/** Reclaim came too early, or the order is not open. */
export class NoReclaimYetError extends BaseError {
  override name = 'NoReclaimYetError'
  constructor({ orderId, status, seconds }: { orderId: string; status: string; seconds: number }) {
    super(
      status === 'open'
        ? `order ${orderId} can be reclaimed in ${seconds} s`
        : `order ${orderId} is ${status}; only an open order can be reclaimed`,
      { code: 'NO_RECLAIM_YET', retryable: status === 'open' || status === 'claimed' },
    )
  }
}

/** The order's time for claims ended before it was locked. */
export class OrderExpiredError extends BaseError {
  override name = 'OrderExpiredError'
  constructor({ orderId, seconds }: { orderId: string; seconds: number }) {
    super(`order ${orderId} could be claimed until ${seconds} s ago and was not locked by then; nothing moved, make a new one`, {
      code: 'ORDER_EXPIRED',
    })
  }
}

/** A kept record is not of this order, network or version. */
export class RecordMismatchError extends BaseError {
  override name = 'RecordMismatchError'
  constructor({ reason, cause }: { reason: string; cause?: unknown }) {
    super(`the kept order cannot be resumed: ${reason}; find the order by its id on chain instead (getOrder, listOrders)`, {
      code: 'RECORD_MISMATCH',
      cause,
    })
  }
}
