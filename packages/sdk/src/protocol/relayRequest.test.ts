/** Relay requests: what a payer writes a gateway reads, and nothing else. */
import { expect, test } from 'vitest'
import type { Funding } from './funding.ts'
import { fundingSchema } from './fundingSchema.ts'
import { fromJson } from './json.ts'
import { orderDefaults } from './order.ts'
import { toRelayRequest } from './relayRequest.ts'

const signature = `0x${'ab'.repeat(65)}` as const
const fundings: readonly Funding[] = [
  { lane: 'allowance', signature },
  { lane: 'authorization', signature },
  { lane: 'permit2', nonce: 2n ** 200n, signature },
  { lane: 'permit', deadline: 1_700_000_000n, permitSignature: signature, signature },
]
const order = {
  ...orderDefaults,
  payer: `0x${'01'.repeat(20)}`,
  refundTo: `0x${'01'.repeat(20)}`,
  token: `0x${'02'.repeat(20)}`,
  amount: 10n ** 30n,
  payout: 5n,
  corridor: 'NGN/bank',
  reclaimAfter: 3,
  turnSeconds: 6,
  claimBy: 1,
  payWindow: 2,
  salt: 2n ** 64n - 1n,
} as const

test.each(fundings.map((funding) => [funding.lane, funding] as const))('%s survives the wire', (_, funding) => {
  const sent = JSON.parse(JSON.stringify(toRelayRequest({ order, funding })))
  expect(Object.keys(sent)).toEqual(['order', 'funding'])
  expect(fundingSchema.parse(fromJson(sent.funding))).toEqual(funding)
  expect(fromJson(sent.order)).toEqual(order)
})

test.each([
  ['the payer’s own lane', { lane: 'payer' }],
  ['an unknown lane', { lane: 'gift', signature }],
  ['a key too many', { lane: 'allowance', signature, extra: 1 }],
  ['no signature', { lane: 'allowance', signature: '0x' }],
  ['half a byte', { lane: 'allowance', signature: '0xabc' }],
  ['a signature without end', { lane: 'allowance', signature: `0x${'ab'.repeat(8_193)}` }],
  ['a negative nonce', { lane: 'permit2', nonce: -1n, signature }],
  ['a nonce that is no bigint', { lane: 'permit2', nonce: 1, signature }],
])('refused: %s', (_, value) => {
  expect(fundingSchema.safeParse(value).success).toBe(false)
})
