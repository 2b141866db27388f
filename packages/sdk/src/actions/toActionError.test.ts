/** What wallets and nodes throw, in the shapes they throw it, becomes an error that says what to do. */
import {
  ChainMismatchError,
  ContractFunctionExecutionError,
  ContractFunctionRevertedError,
  encodeErrorResult,
  HttpRequestError,
  InsufficientFundsError,
  TransactionExecutionError,
  UserRejectedRequestError,
} from 'viem'
import { anvil } from 'viem/chains'
import { expect, test } from 'vitest'
import { orderEscrowAbi } from '../contracts/abi.ts'
import { GatewayError } from '../errors/gateway.ts'
import { ContractRefusedError } from '../errors/wallet.ts'
import { toActionError } from './toActionError.ts'

const call = { functionName: 'create', chainId: 31_337, symbol: 'ETH' }
const rejected = new UserRejectedRequestError(new Error('User denied transaction signature.'))
const sent = (cause: ConstructorParameters<typeof TransactionExecutionError>[0]) =>
  new TransactionExecutionError(cause, { account: null, chain: anvil })

test.each([
  ['a rejection', rejected, 'WALLET_REJECTED'],
  ['a rejection inside a failed transaction', sent(rejected), 'WALLET_REJECTED'],
  ['a wallet’s own object', { code: 4001, message: 'nope' }, 'WALLET_REJECTED'],
  ['another chain', sent(new ChainMismatchError({ chain: anvil, currentChainId: 1 })), 'WRONG_CHAIN'],
  ['no gas money', sent(new InsufficientFundsError()), 'INSUFFICIENT_GAS'],
  ['an RPC that is away', sent(new HttpRequestError({ url: 'http://127.0.0.1:1' })), 'RPC_FAILED'],
])('%s', (_name, error, code) => {
  expect(toActionError(error, call)).toMatchObject({ code, cause: error })
})

test('a revert carries the contract’s error and its values', () => {
  const data = encodeErrorResult({ abi: orderEscrowAbi, errorName: 'TooEarly', args: [5n, 9n] })
  const reverted = new ContractFunctionRevertedError({ abi: orderEscrowAbi, functionName: 'reclaim', data })
  const error = new ContractFunctionExecutionError(reverted, { abi: orderEscrowAbi, functionName: 'reclaim', args: [] })
  const mapped = toActionError(error, call)
  expect(mapped).toBeInstanceOf(ContractRefusedError)
  expect(mapped).toMatchObject({ code: 'CONTRACT_REFUSED', reason: 'TooEarly(5, 9)' })
})

test('our own errors, and what nobody knows, pass unchanged', () => {
  const own = new GatewayError({ path: '/', reasons: [] })
  expect(toActionError(own, call)).toBe(own)
  const strange = new RangeError('?')
  expect(toActionError(strange, call)).toBe(strange)
})
