/** What can go wrong between an SDK and the gateways. */
import { BaseError } from './base.ts'

/** No gateway answered, or all refused. */
export class GatewayError extends BaseError {
  override name = 'GatewayError'
  constructor({ path, reasons, cause }: { path: string; reasons: readonly string[]; cause?: unknown }) {
    super(`no gateway answered ${path}; nothing was locked`, {
      code: 'GATEWAY',
      metaMessages: reasons,
      retryable: true,
      cause,
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
