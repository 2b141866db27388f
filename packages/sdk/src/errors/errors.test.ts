/** Every error says what happened and what to do, under a stable code that the catalogue explains. */
import { describe, expect, test } from 'vitest'
import { BaseError } from './base.ts'
import { errorCatalogue } from './catalogue.ts'
import { DeploymentError, TransactionRevertedError } from './chain.ts'
import { GatewayError, NoQuoteError } from './gateway.ts'
import { InsufficientBalanceError, InvalidAmountError, InvalidRecipientError, UnknownCorridorError } from './input.ts'
import {
  NoReclaimYetError,
  OrderExpiredError,
  OrderFailedError,
  OrderNotFoundError,
  OrderTimeoutError,
  RecordMismatchError,
} from './order.ts'
import { NoGaslessFundingError, RelayUnavailableError } from './relay.ts'
import {
  ContractRefusedError,
  InsufficientGasError,
  QuoteExpiredError,
  RpcFailedError,
  WalletRejectedError,
  WrongAccountError,
  WrongChainError,
} from './wallet.ts'
import { WebhookInvalidError } from './webhook.ts'

const orderId = '0x01'
const errors: readonly (readonly [BaseError, string, boolean])[] = [
  [new InsufficientBalanceError({ have: '1', need: '2', symbol: 'tUSD' }), 'INSUFFICIENT_BALANCE', false],
  [new UnknownCorridorError({ corridor: 'X/y', known: ['NGN/bank'] }), 'UNKNOWN_CORRIDOR', false],
  [new InvalidAmountError({ name: 'amount', value: 0n }), 'INVALID_AMOUNT', false],
  [new InvalidRecipientError({ reason: 'malformed account' }), 'INVALID_RECIPIENT', false],
  [new NoQuoteError({ corridor: 'NGN/bank', reason: 'nobody' }), 'NO_QUOTE', true],
  [new GatewayError({ path: '/v1/quotes', reasons: ['a: 503'] }), 'GATEWAY', true],
  [new OrderNotFoundError({ orderId }), 'ORDER_NOT_FOUND', false],
  [new OrderFailedError({ orderId, status: 'refunded', awaited: 'settled' }), 'ORDER_FAILED', false],
  [new OrderTimeoutError({ orderId, status: 'open', awaited: 'settled', timeout: 10 }), 'ORDER_TIMEOUT', true],
  [new OrderExpiredError({ orderId, seconds: 4 }), 'ORDER_EXPIRED', false],
  [new RecordMismatchError({ reason: 'it is of another chain' }), 'RECORD_MISMATCH', false],
  [new NoReclaimYetError({ orderId, status: 'open', seconds: 9 }), 'NO_RECLAIM_YET', true],
  [new NoReclaimYetError({ orderId, status: 'settled', seconds: 0 }), 'NO_RECLAIM_YET', false],
  [new TransactionRevertedError({ functionName: 'claim', hash: '0x02' }), 'REVERTED', true],
  [new DeploymentError('no proxy'), 'DEPLOYMENT', false],
  [new WalletRejectedError(), 'WALLET_REJECTED', true],
  [new WrongChainError({ expected: 1, actual: 2 }), 'WRONG_CHAIN', true],
  [new WrongAccountError({ expected: '0x01', actual: '0x02' }), 'WRONG_ACCOUNT', true],
  [new InsufficientGasError({ symbol: 'ETH' }), 'INSUFFICIENT_GAS', false],
  [new ContractRefusedError({ functionName: 'create', reason: 'TooEarly(1, 2)' }), 'CONTRACT_REFUSED', false],
  [new QuoteExpiredError({ asked: 2n, payout: 1n }), 'QUOTE_EXPIRED', true],
  [new RpcFailedError({ reason: 'no answer' }), 'RPC_FAILED', true],
  [new RelayUnavailableError({ reasons: ['a: 503'], signed: true }), 'RELAY_UNAVAILABLE', true],
  [new NoGaslessFundingError({ wallet: [], gateways: ['permit2'] }), 'NO_GASLESS_FUNDING', false],
  [new WebhookInvalidError({ reason: 'stale' }), 'WEBHOOK_INVALID', false],
]

test.each(errors.map((row) => [row[0].name, ...row] as const))('%s', (name, error, code, retryable) => {
  expect(error).toBeInstanceOf(BaseError)
  expect(error).toMatchObject({ code, retryable, docsPath: `docs/errors.md#${code.toLowerCase()}` })
  expect(errorCatalogue[error.code].error).toBe(name)
  expect(error.message.startsWith(error.shortMessage)).toBe(true)
  expect(error.message).toContain(error.docsPath)
})

describe('the catalogue', () => {
  test('holds every code that is thrown, and no other', () => {
    expect(new Set(errors.map(([{ code }]) => code))).toEqual(new Set(Object.keys(errorCatalogue)))
  })

  test('says of each where the money is and what comes next', () => {
    for (const { means, money, next } of Object.values(errorCatalogue))
      for (const text of [means, money, next]) expect(text).toMatch(/^[A-Z].{10,}\.$/)
  })
})

test('details follow the short message, and the cause is kept', () => {
  const cause = new Error('refused')
  const error = new GatewayError({ path: '/v1/quotes', reasons: ['a: 503', 'b: gone'], cause })
  expect(error.message.split('\n').slice(1, 3)).toEqual(['a: 503', 'b: gone'])
  expect(error.cause).toBe(cause)
})
