/** What `--network` accepts, and what it says of everything else. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zeroAddress } from 'viem'
import { afterAll, expect, test } from 'vitest'
import { exitCodes } from '../errors.ts'
import { loadNetwork } from './loadNetwork.ts'
import { parseBlockTime, parseCorridors, parseCount, parseVendors, toCorridors } from './parseOptions.ts'

const directory = mkdtempSync(join(tmpdir(), 'paynode-network-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const { signal } = new AbortController()
const write = (text: string) => {
  const file = join(directory, 'network.json')
  writeFileSync(file, text)
  return file
}
const description = {
  rpcUrl: 'http://127.0.0.1:1',
  chainId: 31337,
  contracts: { OrderEscrow: zeroAddress, ProviderRegistry: zeroAddress, QuorumVerifier: zeroAddress },
  token: { address: zeroAddress, symbol: 'tUSD', decimals: 6 },
  gateways: ['http://127.0.0.1:2'],
}

test('the first line of `paynode dev --json` is a network, whatever follows', async () => {
  expect(await loadNetwork(write(`${JSON.stringify(description)}\nmore\n`), signal)).toEqual(description)
})

test('an indented file is a network', async () => {
  expect(await loadNetwork(write(JSON.stringify(description, null, 2)), signal)).toEqual(description)
})

test.each([
  ['', /empty/],
  ['hello', /not JSON/],
  ['{}', /describes no network: rpcUrl/],
])('%j is a usage error', async (text, message) => {
  await expect(loadNetwork(write(text), signal)).rejects.toMatchObject({
    exitCode: exitCodes.usage,
    message: expect.stringMatching(message),
  })
})

test('a missing file is a usage error', async () => {
  await expect(loadNetwork(join(directory, 'none'), signal)).rejects.toMatchObject({ exitCode: exitCodes.usage })
})

test('options of a local network', () => {
  expect(parseCorridors('NGN/bank, KES/mpesa,NGN/bank')).toEqual(['NGN/bank', 'KES/mpesa'])
  expect(() => parseCorridors('EUR/bank')).toThrow(/unknown corridor "EUR\/bank"/)
  expect(toCorridors(undefined, parseVendors('circle'))).toEqual(['NGN/bank', 'KES/mpesa', 'GHS/mobile', 'USD/wire'])
  expect(toCorridors('KES/mpesa', parseVendors('mpesa'))).toEqual(['KES/mpesa'])
  expect(() => toCorridors('NGN/bank', parseVendors('mpesa'))).toThrow(/mpesa serves KES\/mpesa, which is not among --corridors/)
  expect(() => parseVendors('paystack,opay')).toThrow(/one vendor at a time/)
  expect(parseBlockTime('0.5')).toBe(0.5)
  for (const bad of ['0', '0.1', '-1', 'x', '61']) expect(() => parseBlockTime(bad)).toThrow(/--block-time/)
  expect(parseCount('4', '--providers', { min: 1, max: 16 })).toBe(4)
  for (const bad of ['0', '17', '1.5', '']) expect(() => parseCount(bad, '--providers', { min: 1, max: 16 })).toThrow(/--providers/)
})
