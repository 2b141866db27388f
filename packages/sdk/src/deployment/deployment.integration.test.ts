/** Deploying on a real chain: the plan, what is sent, what is read back, and every refusal. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { concat, type Hex, keccak256, pad, toHex, zeroAddress } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestWallet, startAnvil, type TestChain } from '../actions/anvil.fixture.ts'
import { create2Factory, toBlueprints } from './blueprints.ts'
import type { DeployTerms } from './config.ts'
import { deployContracts } from './deployContracts.ts'
import { planDeployment, toFactoryData } from './planDeployment.ts'
import { verifyDeployment } from './verifyDeployment.ts'

let chain: TestChain
let terms: DeployTerms
const wallet = (index = 0) => createTestWallet(chain, index)
const rpc = (method: string, params: readonly unknown[]) =>
  wallet().request({ method, params } as unknown as Parameters<ReturnType<typeof wallet>['request']>[0]) // anvil's own methods
const plan = (change: Partial<DeployTerms> = {}, chainId = chain.chainId) =>
  planDeployment(wallet(), { terms: { ...terms, ...change }, deployer: wallet().account.address, chainId })

beforeAll(async () => {
  chain = await startAnvil()
  terms = {
    attesters: [wallet(1).account.address, wallet(2).account.address],
    threshold: 2,
    tokens: [{ address: undefined, instantCap: 5_000_000n }],
    bondBps: 700,
    maxProtocolFeeBps: 50,
    feeReceiver: wallet(3).account.address,
    guardian: wallet(4).account.address,
    anchor: { minStake: 7n, minSeatAge: 3_600, epochSeconds: 30 },
  }
})
afterAll(() => chain?.stop())

/** Runs `body` on a chain that is put back afterwards. */
async function onFork(body: () => Promise<void>): Promise<void> {
  const snapshot = await rpc('evm_snapshot', [])
  try {
    await body()
  } finally {
    await rpc('evm_revert', [snapshot])
  }
}

describe('a deployment', () => {
  test('is planned, sent once and read back', async () => {
    const before = await plan()
    expect(before).toMatchObject({ transactions: 5, chainId: chain.chainId })
    expect(await wallet().getBlockNumber()).toBe(0n)
    const steps: string[] = []
    const deployment = await deployContracts(wallet(), { ...terms, onStep: ({ name }) => steps.push(name) })
    expect(steps).toEqual(before.contracts.map(({ name }) => name))
    expect(deployment.token).toMatchObject({ symbol: 'tUSD', decimals: 6 })
    expect(deployment.checks.length).toBeGreaterThan(12)
    expect(before.contracts.map(({ address }) => address)).toEqual(
      expect.arrayContaining([...Object.values(deployment.contracts), deployment.token.address]),
    )
    const block = await wallet().getBlockNumber()
    expect(deployment.startBlock).toBe(Number(block) - 1) // the escrow's; the anchor follows
    const receipts = await Promise.all([1n, 2n, 3n, 4n, 5n].map((blockNumber) => wallet().getBlock({ blockNumber })))
    const used = receipts.reduce((sum, { gasUsed }) => sum + gasUsed, 0n)
    expect(before.gas).toBeGreaterThanOrEqual(used)
    expect(before.gas).toBeLessThan((used * 13n) / 10n)

    const again = await deployContracts(wallet(7), terms)
    expect(await wallet().getBlockNumber()).toBe(block)
    expect(again).toMatchObject({ contracts: deployment.contracts, startBlock: Number(block) - 1, plan: { transactions: 0, gas: 0n } })
  })

  test('goes on where another run stopped', () =>
    onFork(async () => {
      const other = { ...terms, threshold: 1 }
      const [, , verifier] = toBlueprints(other)
      if (!verifier) throw new Error('no verifier')
      await wallet(5).sendTransaction({ to: create2Factory, data: toFactoryData(verifier.initCode) })
      const steps: string[] = []
      await deployContracts(wallet(), { ...other, onStep: ({ name }) => steps.push(name) })
      expect(steps).toEqual([])
    }))
})

describe('refuses', () => {
  test('another chain', async () => {
    await expect(plan({}, 8_453)).rejects.toThrow('the RPC serves chain 31337, not 8453')
  })

  test('a token without code', async () => {
    const address = wallet(9).account.address
    await expect(plan({ tokens: [{ address, instantCap: 1n }] })).rejects.toThrow(`no contract at the token's address ${address}`)
  })

  test('a chain without the deployment proxy', () =>
    onFork(async () => {
      await rpc('anvil_setCode', [create2Factory, '0x'])
      await expect(plan()).rejects.toThrow('deployment proxy')
    }))

  test('a deployer who cannot pay', () =>
    onFork(async () => {
      await rpc('anvil_setBalance', [wallet(8).account.address, '0x1'])
      const block = await wallet().getBlockNumber()
      await expect(deployContracts(wallet(8), { ...terms, threshold: 1 })).rejects.toThrow('has 1 wei and deploying takes about')
      expect(await wallet().getBlockNumber()).toBe(block)
    }))

  test.each(['OrderEscrow', 'ProviderRegistry', 'QuorumVerifier', 'RouteAnchor'])('changed code of %s', (name) =>
    onFork(async () => {
      const found = toBlueprints(terms).find((blueprint) => blueprint.name === name)
      const address = found?.address ?? zeroAddress
      const code = (await wallet().getCode({ address })) ?? '0x'
      await rpc('anvil_setCode', [address, `${code.slice(0, -2)}${code.endsWith('00') ? '01' : '00'}`])
      await expect(verifyDeployment(wallet(), terms)).rejects.toThrow(`${name} code is`)
    }),
  )

  test('an immutable that is not the one asked for', () =>
    onFork(async () => {
      const escrow = toBlueprints(terms).find(({ name }) => name === 'OrderEscrow')
      const address = escrow?.address ?? zeroAddress
      const code = (await wallet().getCode({ address })) ?? '0x'
      const [guardian, thief] = [terms.guardian, wallet(6).account.address].map((one) => one.slice(2).toLowerCase()) as [string, string]
      expect(code).toContain(guardian)
      await rpc('anvil_setCode', [address, code.replaceAll(guardian, thief)])
      await expect(verifyDeployment(wallet(), terms)).rejects.toThrow(/OrderEscrow\.guardian is 0x/)
    }))

  test('what the chain says otherwise, value by value', async () => {
    await expect(verifyDeployment(wallet(), { ...terms, threshold: 1 })).rejects.toThrow('there is no QuorumVerifier')
    await onFork(async () => {
      const [token, , , escrow] = toBlueprints(terms).map(({ address }) => address)
      if (!token || !escrow) throw new Error('no token or no escrow')
      const slots = Array.from({ length: 10 }, (_, slot) => keccak256(concat([pad(token), pad(toHex(slot))]))) // of mappings by token
      const values = await Promise.all(slots.map((slot) => rpc('eth_getStorageAt', [escrow, slot, 'latest'])))
      const policy = slots.find((_, index) => BigInt(values[index] as unknown as Hex) !== 0n)
      if (!policy) throw new Error('the policy of the token was not found')
      await rpc('anvil_setStorageAt', [escrow, policy, pad('0x01')])
      await expect(verifyDeployment(wallet(), terms)).rejects.toThrow(
        /tokenPolicyOf\(0x\w+\) is allowed, cap 0, not allowed, cap 5000000\. Do not/,
      )
    })
  })
})

describe('npm run deploy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paynode-deploy-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const key = () =>
    toHex(mnemonicToAccount('test test test test test test test test test test test junk').getHdKey().privateKey ?? new Uint8Array())
  const run = async (...args: readonly string[]) => {
    const command = ['--import', './scripts/source-condition.js', 'scripts/deploy.ts', '--json', '--rpc', chain.rpcUrl, ...args]
    const { stdout } = await promisify(execFile)(process.execPath, command, { env: { ...process.env, PAYNODE_PRIVATE_KEY: key() } }).catch(
      (error: { stdout: string }) => error,
    )
    return JSON.parse(stdout)
  }

  test('plans, deploys, writes the addresses, and sends nothing the second time', async () => {
    const config = join(folder, 'config.json')
    const out = join(folder, 'addresses.json')
    const { attesters, threshold, bondBps, maxProtocolFeeBps, feeReceiver } = terms
    const tokens = [{ token: 'TestUSD', instantCap: '77' }]
    writeFileSync(
      config,
      JSON.stringify({ attesters, threshold, bondBps, maxProtocolFeeBps, feeReceiver, tokens, anchor: { ...terms.anchor, minStake: '7' } }),
    )
    const flags = ['--network', 'anvil', '--config', config]
    const planned = await run(...flags, '--dry-run')
    expect(planned).toMatchObject({ isDryRun: true, plan: { transactions: 2 } }) // the escrow, whose cap is another one, and its anchor
    const first = await run(...flags, '--out', out)
    expect(first.sent).toHaveLength(2)
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({
      network: 'anvil',
      contracts: first.contracts,
      startBlock: first.startBlock,
    })
    const second = await run(...flags)
    expect(second).toMatchObject({ sent: [], contracts: first.contracts, startBlock: first.startBlock })
    expect(await run('--network', 'base', '--config', config)).toEqual({ error: expect.stringContaining('TestUSD') })
    expect(await run('--network', 'mars', '--config', config)).toEqual({ error: expect.stringContaining('--network "mars" is not known') })
  })
})
