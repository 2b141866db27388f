/** Order ids bind every term; attestations bind every field and every attester. The contracts' own hashes are compared in the actions' tests. */
import type { Address } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import { hashAttestationBatch, hashBatchStruct, recoverAttester, toAttestationTypedData, toQuorumProof } from './attestation.ts'
import { fromOnchainOrder, hashOrder, type Order, orderDefaults, toOnchainOrder } from './order.ts'

const address = (byte: string) => `0x${byte.repeat(20)}` as Address
const domain = { chainId: 31_337, escrow: address('11') }
const order: Order = {
  ...orderDefaults,
  payer: address('22'),
  refundTo: address('22'),
  token: address('33'),
  amount: 25_000_000n,
  payout: 3_960_000n,
  corridor: 'NGN/bank',
  reclaimAfter: 1_900,
  turnSeconds: 6,
  claimBy: 1_600,
  payWindow: 300,
  salt: 1n,
}
const changes: Required<{ readonly [key in keyof Order]: Order[key] }> = {
  payer: address('23'),
  refundTo: address('24'),
  token: address('34'),
  amount: 1n,
  payout: 1n,
  corridor: 'KES/mpesa',
  recipientHash: `0x${'aa'.repeat(32)}`,
  integrator: address('44'),
  integratorFeeBps: 1,
  protocolFeeBps: 1,
  verifier: address('55'),
  arbiter: address('66'),
  challengeWindow: 1,
  reclaimAfter: 1_901,
  pinned: [address('77')],
  turnSeconds: 7,
  claimBy: 1_601,
  payWindow: 301,
  salt: 2n,
}

describe('hashOrder', () => {
  test.each(Object.entries(changes))('binds %s', (key, value) => {
    expect(hashOrder({ ...order, [key]: value }, domain)).not.toBe(hashOrder(order, domain))
  })

  test('binds chain and escrow, and is a fixed value', () => {
    const id = hashOrder(order, domain)
    expect(hashOrder(order, { ...domain, chainId: 1 })).not.toBe(id)
    expect(hashOrder(order, { ...domain, escrow: address('12') })).not.toBe(id)
    expect(id).toMatchInlineSnapshot(`"0x502604a7e3b4b6fffa4259c48adbce285ba6455708dd6293af7ac7638f1e335b"`)
  })

  test('the contract’s struct and back', () => {
    expect(fromOnchainOrder(toOnchainOrder({ ...order, ...changes }))).toEqual({ ...order, ...changes })
  })

  test('refuses a fourth pinned provider', () => {
    const pinned = ['71', '72', '73', '74'].map(address)
    expect(() => toOnchainOrder({ ...order, pinned })).toThrow(RangeError)
  })
})

describe('attestations', () => {
  const verifier = { chainId: 31_337, verifier: address('88') }
  const attestation = {
    orderId: hashOrder(order, domain),
    provider: address('99'),
    payout: 5n,
    paidAt: 1_000,
  } as const
  const attester = privateKeyToAccount(`0x${'a1'.repeat(32)}`)

  test.each<[string, object]>([
    ['provider', { provider: address('98') }],
    ['payout', { payout: 6n }],
    ['paidAt', { paidAt: 1_001 }],
    ['orderId', { orderId: `0x${'00'.repeat(32)}` }],
  ])('bind %s', (_name, change) => {
    expect(hashBatchStruct([{ ...attestation, ...change }])).not.toBe(hashBatchStruct([attestation]))
  })

  test('one signature covers the batch, in its order, under its verifier', async () => {
    const batch = [attestation, { ...attestation, payout: 7n }]
    const signature = await attester.signTypedData(toAttestationTypedData(batch, verifier))
    expect(await recoverAttester(batch, verifier, signature)).toBe(attester.address)
    expect(await recoverAttester(batch.toReversed(), verifier, signature)).not.toBe(attester.address)
    expect(hashAttestationBatch(batch, { ...verifier, verifier: address('89') })).not.toBe(hashAttestationBatch(batch, verifier))
  })

  test('a proof joins signatures in ascending order of signers, whatever the case', () => {
    const proof = toQuorumProof([
      { attester: '0xbb00000000000000000000000000000000000000', signature: '0x02' },
      { attester: '0xAA00000000000000000000000000000000000000', signature: '0x01' },
      { attester: '0xCC00000000000000000000000000000000000000', signature: '0x03' },
    ])
    expect(proof).toBe('0x010203')
  })
})
