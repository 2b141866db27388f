/** What a wallet, its chain or its funds can refuse. Each says whether money moved, and what to do. */
import { BaseError } from './base.ts'

/** The person at the wallet said no. */
export class WalletRejectedError extends BaseError {
  override name = 'WalletRejectedError'
  constructor({ cause }: { cause?: unknown } = {}) {
    super('the request was declined in the wallet; nothing moved, try again when you are ready', {
      code: 'WALLET_REJECTED',
      retryable: true,
      cause,
    })
  }
}

/** The wallet is on another chain than the order would be. */
export class WrongChainError extends BaseError {
  override name = 'WrongChainError'
  readonly expected: number
  constructor({ expected, actual, cause }: { expected: number; actual?: number | undefined; cause?: unknown }) {
    const now = actual === undefined ? 'another chain' : `chain ${actual}`
    super(`the wallet is on ${now}, the order is on chain ${expected}; switch the wallet's network and try again, nothing moved`, {
      code: 'WRONG_CHAIN',
      retryable: true,
      cause,
    })
    this.expected = expected
  }
}

/** Too little of the chain's own coin for the transaction. */
export class InsufficientGasError extends BaseError {
  override name = 'InsufficientGasError'
  constructor({ symbol, cause }: { symbol: string; cause?: unknown }) {
    super(`the wallet has too little ${symbol} to pay for the transaction; add some, or use a gateway that pays for it. Nothing moved`, {
      code: 'INSUFFICIENT_GAS',
      cause,
    })
  }
}

/** The contract would refuse, or refused, the call. */
export class ContractRefusedError extends BaseError {
  override name = 'ContractRefusedError'
  /** The contract's own error, like `TooEarly`. */
  readonly reason: string
  constructor({ functionName, reason, cause }: { functionName: string; reason: string; cause?: unknown }) {
    super(`${functionName} was refused by the contract: ${reason}; nothing moved`, { code: 'CONTRACT_REFUSED', cause })
    this.reason = reason
  }
}

/** The price moved between the quote and the signature. */
export class QuoteExpiredError extends BaseError {
  override name = 'QuoteExpiredError'
  /** What would be paid out now, in minor units. */
  readonly payout: bigint
  constructor({ asked, payout }: { asked: bigint; payout: bigint }) {
    super(`the quote has expired: ${asked} minor units were asked for, ${payout} are offered now; take a new quote. Nothing was locked`, {
      code: 'QUOTE_EXPIRED',
      retryable: true,
    })
    this.payout = payout
  }
}

/** The RPC did not answer, or answered with an error of its own. */
export class RpcFailedError extends BaseError {
  override name = 'RpcFailedError'
  constructor({ reason, cause }: { reason: string; cause?: unknown }) {
    super(`the chain could not be reached: ${reason.replace(/\.$/, '')}; try again, and look at the order before you pay twice`, {
      code: 'RPC_FAILED',
      retryable: true,
      cause,
    })
  }
}

/** The wallet holds another account than the order's payer. */
export class WrongAccountError extends BaseError {
  override name = 'WrongAccountError'
  readonly expected: string
  constructor({ expected, actual }: { expected: string; actual: string }) {
    super(`the wallet is on account ${actual}, the order's payer is ${expected}; switch the account and try again, nothing moved`, {
      code: 'WRONG_ACCOUNT',
      retryable: true,
    })
    this.expected = expected
  }
}
