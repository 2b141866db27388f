/** What a caller can get wrong before anything is sent. Messages never repeat account details. */
import { BaseError } from './base.ts'

/** A corridor that this version does not know. */
export class UnknownCorridorError extends BaseError {
  override name = 'UnknownCorridorError'
  constructor({ corridor, known }: { corridor: string; known: readonly string[] }) {
    super(`unknown corridor "${corridor}"; known: ${known.join(', ')}`, { code: 'UNKNOWN_CORRIDOR' })
  }
}

/** An amount that no order can carry, or, with `rail`, that is finer than what its PSPs can. */
export class InvalidAmountError extends BaseError {
  override name = 'InvalidAmountError'
  constructor({ name, value, rail }: { name: string; value: bigint; rail?: { readonly corridor: string; readonly grain: bigint } }) {
    super(rail ? toGrainText(name, value, rail) : `${name} ${value} is out of range; give minor units between 1 and 2^128 − 1`, {
      code: 'INVALID_AMOUNT',
    })
  }
}

function toGrainText(name: string, value: bigint, { corridor, grain }: { readonly corridor: string; readonly grain: bigint }): string {
  const below = value - (value % grain)
  const near = below > 0n ? `${below} or ${below + grain}` : `${grain}`
  return `${name} ${value} is finer than ${corridor} can pay, multiples of ${grain} minor units; give ${near}`
}

/** A recipient that its rail cannot pay. */
export class InvalidRecipientError extends BaseError {
  override name = 'InvalidRecipientError'
  constructor({ reason }: { reason: string }) {
    super(reason, { code: 'INVALID_RECIPIENT' })
  }
}

/** The payer holds too little of the token. */
export class InsufficientBalanceError extends BaseError {
  override name = 'InsufficientBalanceError'
  constructor({ have, need, symbol }: { have: string; need: string; symbol: string }) {
    super(`insufficient balance: the order needs ${need} ${symbol}, the payer holds ${have} ${symbol}; nothing was locked`, {
      code: 'INSUFFICIENT_BALANCE',
    })
  }
}
