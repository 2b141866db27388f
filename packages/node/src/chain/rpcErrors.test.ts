/** What each kind of failure says of an endpoint. */
import { expect, test } from 'vitest'
import { classifyRpcError, type RpcFault } from './rpcErrors.ts'

test.each<[string, object, RpcFault]>([
  ['a body larger than is read', { name: 'ResponseBodyTooLargeError' }, 'answer'],
  ['HTTP 413', { status: 413 }, 'answer'],
  ['too many results', { code: -32_005, details: 'query returned more than 10000 results' }, 'answer'],
  ['a range that is too wide', { code: -32_602, details: 'block range too large' }, 'answer'],
  ['a revert', { code: 3, details: 'execution reverted' }, 'answer'],
  ['a revert under an internal code', { code: -32_603, details: 'execution reverted: WrongStatus' }, 'answer'],
  ['a call that nobody knows', { code: -32_601, details: 'method not found' }, 'answer'],
  ['HTTP 429', { status: 429 }, 'rateLimited'],
  ['a limit in words', { code: -32_000, details: 'daily request count exceeded' }, 'rateLimited'],
  ['a limit by code', { code: -32_005, details: 'limit' }, 'rateLimited'],
  ['HTTP 503', { status: 503 }, 'unreachable'],
  ['an internal error', { code: -32_603, details: 'internal error' }, 'unreachable'],
  ['a time-out', { name: 'TimeoutError' }, 'unreachable'],
])('%s', (_name, error, fault) => {
  expect(classifyRpcError(error).fault).toBe(fault)
})

test.each([
  ['2', 2_000],
  ['0', 0],
  ['100000', 600_000],
  ['soon', undefined],
])('retry-after %s', (header, wait) => {
  expect(classifyRpcError({ status: 429, headers: new Headers({ 'retry-after': header }) }).retryAfterMs).toBe(wait)
})
