/** What a deployment is made of, without a chain. */
import { getAddress, type Hex, hexToBytes, isAddress, toHex, zeroAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import { providerRegistryBytecode } from '../contracts/bytecode.ts'
import { toBlueprints } from './blueprints.ts'
import { type DeployTerms, deployConfigSchema, toDeployTerms } from './config.ts'
import { isCodeOf } from './isCodeOf.ts'
import { networkPresets } from './networks.ts'
import { findMoves, toAddressesFile } from './toAddressesFile.ts'

const [a, b, c] = ['a1', 'b2', 'c3'].map((byte) => getAddress(`0x${byte.repeat(20)}`)) as [Hex, Hex, Hex]
const file = {
  attesters: [a, b],
  threshold: 2,
  tokens: [{ token: 'USDC', instantCap: '1000' }],
  bondBps: 1_000,
  maxProtocolFeeBps: 100,
  feeReceiver: c,
  anchor: { minStake: '9', minSeatAge: 60, epochSeconds: 30 },
} as const
const config = (change: Record<string, unknown> = {}) => deployConfigSchema.parse({ ...file, ...change })

describe('networks', () => {
  test.each(Object.entries(networkPresets))('%s is keyed by its name, with a checksummed USDC', (key, preset) => {
    expect(preset.name).toBe(key)
    expect(preset.usdc === undefined || isAddress(preset.usdc, { strict: true })).toBe(true)
  })
})

describe('config', () => {
  test('USDC is the network’s own; nobody guards unless named', () => {
    expect(toDeployTerms(config(), networkPresets.base)).toEqual({
      attesters: [a, b],
      threshold: 2,
      tokens: [{ address: networkPresets.base.usdc, instantCap: 1_000n }],
      bondBps: 1_000,
      maxProtocolFeeBps: 100,
      feeReceiver: c,
      guardian: zeroAddress,
      anchor: { minStake: 9n, minSeatAge: 60, epochSeconds: 30 },
    })
  })

  test.each([
    ['TestUSD where money is real', { tokens: [{ token: 'TestUSD', instantCap: '1' }] }, 'TestUSD can be minted by anyone'],
    ['a threshold above the attesters', { threshold: 3 }, 'threshold 3 is above'],
    ['an attester twice', { attesters: [a, a] }, 'an attester is named twice'],
    [
      'a token twice',
      { tokens: ['USDC', networkPresets.base.usdc].map((token) => ({ token, instantCap: '1' })) },
      'a token is named twice',
    ],
  ])('refuses %s', (_name, change, message) => {
    expect(() => toDeployTerms(config(change), networkPresets.base)).toThrow(message)
  })

  test('anvil has no USDC', () => {
    expect(() => toDeployTerms(config(), networkPresets.anvil)).toThrow('anvil has no USDC')
  })

  test.each([
    ['an unknown key', { owner: a }],
    ['a wrong checksum', { feeReceiver: networkPresets.base.usdc.replace('D', 'd') }],
    ['a fractional cap', { tokens: [{ token: 'USDC', instantCap: '1.5' }] }],
    ['no attester', { attesters: [] }],
    ['a bond above the amount', { bondBps: 10_001 }],
  ])('the file is refused with %s', (_name, change) => {
    expect(deployConfigSchema.safeParse({ ...file, ...change }).success).toBe(false)
  })
})

describe('addresses', () => {
  const terms: DeployTerms = toDeployTerms(config(), networkPresets.base)
  const addressOf = (name: string, changed: Partial<DeployTerms> = {}) =>
    toBlueprints({ ...terms, ...changed }).find((blueprint) => blueprint.name === name)?.address

  test.each([
    { threshold: 1, moves: ['QuorumVerifier'] },
    { guardian: a, moves: ['OrderEscrow', 'RouteAnchor'] },
    { anchor: { minStake: 9n, minSeatAge: 60, epochSeconds: 31 }, moves: ['RouteAnchor'] },
    { bondBps: 1, moves: ['OrderEscrow', 'RouteAnchor'] },
    { feeReceiver: a, moves: ['OrderEscrow', 'RouteAnchor'] },
    { maxProtocolFeeBps: 1, moves: ['OrderEscrow', 'RouteAnchor'] },
    { tokens: [{ address: a, instantCap: 1n }], moves: ['OrderEscrow', 'RouteAnchor'] },
  ])('an argument moves the contracts that take it, and no other: $moves', ({ moves, ...changed }) => {
    const moved = ['ProviderRegistry', 'QuorumVerifier', 'OrderEscrow', 'RouteAnchor'].filter(
      (name) => addressOf(name) !== addressOf(name, changed),
    )
    expect(moved).toEqual(moves)
  })

  test('the test token is part of a deployment only when asked for', () => {
    const names = (token: Hex | undefined) =>
      toBlueprints({ ...terms, tokens: [{ address: token, instantCap: 1n }] }).map(({ name }) => name)
    expect(names(a)).not.toContain('TestUSD')
    expect(names(undefined)[0]).toBe('TestUSD')
  })

  const deployed = {
    network: 'base',
    chainId: 8_453,
    contracts: { OrderEscrow: a, ProviderRegistry: b, QuorumVerifier: c, RouteAnchor: a },
    tokens: [{ address: networkPresets.base.usdc, symbol: "U'SDC", decimals: 6 }],
    startBlock: 7,
  } as const

  test('the file holds what was deployed and keeps other chains and a known start block', async () => {
    const { startBlock, ...again } = deployed
    const other = { ...deployed, chainId: 137, network: 'polygon' }
    const text = toAddressesFile({ 137: other, 8453: deployed }, again)
    const literal = text.slice(text.lastIndexOf(' = ') + 3)
    expect(await import(`data:text/javascript,export default ${encodeURIComponent(literal)}`)).toMatchObject({
      default: { 137: other, 8453: deployed },
    })
    expect(toAddressesFile({ 8453: deployed }, { ...again, contracts: { ...again.contracts, OrderEscrow: c } })).not.toContain('startBlock')
  })

  test('moves are named', () => {
    const contracts = { ...deployed.contracts, OrderEscrow: c }
    expect(findMoves({ 8453: deployed }, { chainId: 8_453, contracts })).toEqual([`OrderEscrow: ${a} → ${c}`])
    expect(findMoves({}, { chainId: 8_453, contracts })).toEqual([])
    expect(findMoves({ 8453: deployed }, deployed)).toEqual([])
  })
})

describe('isCodeOf', () => {
  const hole = `7f${'00'.repeat(32)}`
  const runtime = `60016002${hole}5b${hole}`
  const creation = `0x6080604052${runtime}` as const
  const filled = (first: string, second: string) => `0x60016002${`7f${first}`}5b7f${second}` as const

  test('ignores immutables and nothing else', () => {
    expect(isCodeOf(creation, `0x${runtime}`)).toBe(true)
    expect(isCodeOf(creation, filled('11'.repeat(32), 'ff'.repeat(32)))).toBe(true)
    expect(isCodeOf(creation, filled(`00${'11'.repeat(30)}00`, '00'.repeat(32)))).toBe(true)
    expect(isCodeOf(creation, `0x60016003${runtime.slice(8)}`)).toBe(false)
    expect(isCodeOf(creation, '0x')).toBe(false)
    expect(isCodeOf(creation, `${creation}00`)).toBe(false)
  })

  test('notices any changed byte of a real contract', () => {
    const bytes = hexToBytes(providerRegistryBytecode)
    const code = bytes.slice(bytes.length - 4_000)
    expect(isCodeOf(providerRegistryBytecode, toHex(code))).toBe(true)
    for (const index of [0, 1, 2_000, 3_999]) {
      const changed = code.slice()
      changed[index] = (changed[index] ?? 0) ^ 1
      expect(isCodeOf(providerRegistryBytecode, toHex(changed))).toBe(false)
    }
  })
})
