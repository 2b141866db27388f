/** Contracts come from the addresses file by chain id, all of them or none. */
import { expect, test } from 'vitest'
import { withKnownAddresses } from './withKnownAddresses.ts'

const [escrow, registry, verifier, token] = ['a1', 'b2', 'c3', 'd4'].map((byte) => `0x${byte.repeat(20)}` as const) as [
  `0x${string}`,
  `0x${string}`,
  `0x${string}`,
  `0x${string}`,
]
const contracts = { OrderEscrow: escrow, ProviderRegistry: registry, QuorumVerifier: verifier, RouteAnchor: token }
const known = { 5: { network: 'test', chainId: 5, contracts, tokens: [{ address: token, symbol: 'USDC', decimals: 6 }], startBlock: 9 } }

test('fills in what a chain is known for', () => {
  const raw = { name: 'me', chain: { chainId: 5, rpcUrls: ['http://a'] } }
  expect(withKnownAddresses(raw, known)).toEqual({
    name: 'me',
    chain: { ...raw.chain, escrow, registry, verifier, anchor: token, token, startBlock: 9 },
  })
})

test('another token and start block may be chosen', () => {
  const raw = { chain: { chainId: 5, token: escrow, startBlock: 1 } }
  expect(withKnownAddresses(raw, known)).toMatchObject({ chain: { token: escrow, startBlock: 1, verifier } })
})

test.each([
  ['an unknown chain', { chain: { chainId: 6 } }],
  ['own contracts, even only one', { chain: { chainId: 5, verifier: token } }],
  ['no chain', {}],
  ['a chain that is no object', { chain: 'base' }],
])('leaves alone %s', (_name, raw) => {
  expect(withKnownAddresses(raw, known)).toBe(raw)
})
