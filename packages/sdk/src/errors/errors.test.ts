/** Every error says what happened and what to do, under a stable code, and its docs anchor exists. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { BaseError } from './base.ts'
import { DeploymentError, TransactionRevertedError } from './chain.ts'
import { GatewayError, NoQuoteError } from './gateway.ts'
import { InsufficientBalanceError, InvalidAmountError, InvalidRecipientError, UnknownCorridorError } from './input.ts'
import { NoReclaimYetError, OrderFailedError, OrderNotFoundError, OrderTimeoutError } from './order.ts'
import {
  ContractRefusedError,
  InsufficientGasError,
  QuoteExpiredError,
  RpcFailedError,
  WalletRejectedError,
  WrongChainError,
} from './wallet.ts'

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
  [new NoReclaimYetError({ orderId, status: 'open', seconds: 9 }), 'NO_RECLAIM_YET', true],
  [new NoReclaimYetError({ orderId, status: 'settled', seconds: 0 }), 'NO_RECLAIM_YET', false],
  [new TransactionRevertedError({ functionName: 'claim', hash: '0x02' }), 'REVERTED', true],
  [new DeploymentError('no proxy'), 'DEPLOYMENT', false],
  [new WalletRejectedError(), 'WALLET_REJECTED', true],
  [new WrongChainError({ expected: 8453, actual: 1 }), 'WRONG_CHAIN', true],
  [new InsufficientGasError({ symbol: 'ETH' }), 'INSUFFICIENT_GAS', false],
  [new ContractRefusedError({ functionName: 'challenge', reason: 'NoArbiter()' }), 'CONTRACT_REFUSED', false],
  [new QuoteExpiredError({ asked: 2n, payout: 1n }), 'QUOTE_EXPIRED', true],
  [new RpcFailedError({ reason: 'fetch failed' }), 'RPC_FAILED', true],
]
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const anchors = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
  title
    ?.toLowerCase()
    .replace(/[^\w ]/g, '')
    .replaceAll(' ', '-'),
)

test.each(errors.map((row) => [row[0].name, ...row] as const))('%s', (name, error, code, retryable) => {
  expect(error).toBeInstanceOf(BaseError)
  expect(error).toMatchObject({ code, retryable })
  expect(name).toMatch(/Error$/)
  expect(error.message.startsWith(error.shortMessage)).toBe(true)
  if (error.docsPath) expect(anchors).toContain(error.docsPath.split('#')[1])
  expect(readme).toContain(code)
})

test('details follow the short message, and the cause is kept', () => {
  const cause = new Error('refused')
  const error = new GatewayError({ path: '/v1/quotes', reasons: ['a: 503', 'b: gone'], cause })
  expect(error.message.split('\n').slice(1, 3)).toEqual(['a: 503', 'b: gone'])
  expect(error.cause).toBe(cause)
})
