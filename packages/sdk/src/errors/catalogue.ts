/** Every code that the SDK throws: what it means, whether money moved, and what to do. `docs/errors.md` is made from it. */

/** One entry, in words for a person. */
export type CatalogueEntry = {
  readonly error: string
  readonly means: string
  readonly money: string
  readonly next: string
}

const nothing = 'Nothing moved.'

export const errorCatalogue = {
  UNKNOWN_CORRIDOR: {
    error: 'UnknownCorridorError',
    means: 'This version does not know the corridor.',
    money: nothing,
    next: 'Choose one of `getCorridors`, or update the SDK.',
  },
  INVALID_AMOUNT: {
    error: 'InvalidAmountError',
    means: 'An amount is zero, negative, larger than an order can carry, or finer than the rail can pay (M-Pesa: whole shillings).',
    money: nothing,
    next: 'Give minor units between 1 and 2^128 − 1; `parsePayout` makes them from text, `floorToGrain` rounds them to what a rail pays.',
  },
  INVALID_RECIPIENT: {
    error: 'InvalidRecipientError',
    means: 'The account does not look like one of its rail.',
    money: nothing,
    next: 'Mend the account; the message shows a well-formed one.',
  },
  INSUFFICIENT_BALANCE: {
    error: 'InsufficientBalanceError',
    means: 'The payer holds less of the token than the order locks.',
    money: nothing,
    next: 'Fund the account or lower the amount.',
  },
  INSUFFICIENT_GAS: {
    error: 'InsufficientGasError',
    means: 'The wallet cannot pay for the transaction.',
    money: nothing,
    next: 'Add some of the chain’s own coin, or let a gateway pay: `createOrder` with `relay: true`.',
  },
  WALLET_REJECTED: {
    error: 'WalletRejectedError',
    means: 'The person at the wallet declined.',
    money: 'Nothing moved. An approval that was given before stands and moves nothing by itself.',
    next: 'Ask again when they are ready; an order that was prepared can be locked as it is (`lockOrder`).',
  },
  WRONG_CHAIN: {
    error: 'WrongChainError',
    means: 'The wallet is on another chain than the network.',
    money: nothing,
    next: 'Switch the wallet’s network, then try again.',
  },
  WRONG_ACCOUNT: {
    error: 'WrongAccountError',
    means: 'The wallet holds another account than the order’s payer.',
    money: nothing,
    next: 'Switch the account back, or make a new order from this one.',
  },
  CONTRACT_REFUSED: {
    error: 'ContractRefusedError',
    means: 'The contract would refuse the call; `reason` is its own error with its values.',
    money: nothing,
    next: 'Read the reason: `WrongStatus` means that the order has moved on, so read it again.',
  },
  REVERTED: {
    error: 'TransactionRevertedError',
    means: 'The transaction was mined and undone, because something changed since it was simulated.',
    money: 'Nothing moved but the gas.',
    next: 'Read the order again, then try again.',
  },
  RPC_FAILED: {
    error: 'RpcFailedError',
    means: 'The chain’s RPC did not answer.',
    money: 'Unknown when it happened while locking: the transaction may have been sent.',
    next: 'Resume the order (`resumeOrder`) before making another; locking the same order twice is impossible.',
  },
  GATEWAY: {
    error: 'GatewayError',
    means: 'No gateway gave an answer that could be believed; `metaMessages` has each one’s reason.',
    money: nothing,
    next: 'Try again; `findGateways` looks for others in the registry.',
  },
  NO_QUOTE: {
    error: 'NoQuoteError',
    means: 'No registered provider pays out this amount now.',
    money: nothing,
    next: 'Try another amount, or again in a minute.',
  },
  QUOTE_EXPIRED: {
    error: 'QuoteExpiredError',
    means: 'The price moved between the quote and the signature; `payout` is what is offered now.',
    money: 'Nothing was locked.',
    next: 'Show the new payout and create a new order.',
  },
  RELAY_UNAVAILABLE: {
    error: 'RelayUnavailableError',
    means: 'No gateway put the signed order on chain: none relays, quotas are used up, or they refused.',
    money: 'Nothing moved yet. When `signed` is true a gateway may still send it until the order’s `claimBy`.',
    next: 'When `signed`, resume the order; else leave `relay` out and pay the gas.',
  },
  NO_GASLESS_FUNDING: {
    error: 'NoGaslessFundingError',
    means: 'Token, wallet and gateways share no way to lock by signature.',
    money: nothing,
    next: 'Leave `relay` out and pay the gas, or approve Permit2 once.',
  },
  ORDER_NOT_FOUND: {
    error: 'OrderNotFoundError',
    means: 'The escrow has no such order.',
    money: nothing,
    next: 'Check the id and the network; an order that was just sent appears when it is mined.',
  },
  ORDER_EXPIRED: {
    error: 'OrderExpiredError',
    means: 'The order’s time for claims ended before it was locked. The escrow would refuse it.',
    money: 'Nothing was locked, and nothing can be any more.',
    next: 'Make a new order.',
  },
  ORDER_FAILED: {
    error: 'OrderFailedError',
    means: 'The order ended otherwise than awaited.',
    money: 'A refunded order’s money is at its `refundTo`; a settled one’s went to the provider that paid.',
    next: 'Show how it ended; make a new order if it was refunded.',
  },
  ORDER_TIMEOUT: {
    error: 'OrderTimeoutError',
    means: 'The order is still on its way after the time that the caller gave it.',
    money: 'Locked in the escrow.',
    next: 'Wait again, or reclaim when it is due.',
  },
  NO_RECLAIM_YET: {
    error: 'NoReclaimYetError',
    means: 'It is too early to take the money back, or the order is not open.',
    money: 'Locked in the escrow, unless the order is over.',
    next: 'The message says when; a claim that ran out is first ended with `expireClaim`.',
  },
  RECORD_MISMATCH: {
    error: 'RecordMismatchError',
    means: 'A kept order is damaged, of another network, or from a newer version.',
    money: 'Whatever the chain says: the record only helps to find it.',
    next: 'Find the order on chain with `listOrders`.',
  },
  WEBHOOK_INVALID: {
    error: 'WebhookInvalidError',
    means: 'A webhook delivery is forged, stale or malformed; `reason` says which.',
    money: nothing,
    next: 'Answer 400 and do nothing. If all fail, check the secret and that the body is not parsed before.',
  },
  DEPLOYMENT: {
    error: 'DeploymentError',
    means: 'The contracts could not be deployed, or are not the ones that were asked for.',
    money: 'At most the gas.',
    next: 'Read the message, mend, run again: what is there is not deployed twice.',
  },
} as const satisfies Record<string, CatalogueEntry>

/** Stable, for programs. */
export type ErrorCode = keyof typeof errorCatalogue
