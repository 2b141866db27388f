/** A provider whose adapter is a file of its own pays and is attested like any other. */
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { startLocalNetwork } from '@paynode/cli/local-network'
import { createOrder, getOrderState, parseRecipient, rankProviders, waitForOrder } from '@paynode/sdk'
import { expect, onTestFinished, test } from 'vitest'
import { createPayer } from '../chaos/rpc.ts'

test('provider-custom-psp: the desk loads its own adapter, tests it, pays and is credited', async () => {
  const stop = new AbortController()
  const network = await startLocalNetwork({ providers: 3, corridors: ['NGN/bank'], signal: stop.signal })
  onTestFinished(async () => {
    await network.stop()
    stop.abort()
  })
  const { description, payers } = network
  const desk = description.providers[2]?.address
  if (!desk) throw new Error('three providers were asked for')

  await network.killProvider(desk)
  const file = join(network.directoryOf(desk), 'paynode.json')
  const config = JSON.parse(readFileSync(file, 'utf8'))
  const [corridor] = config.corridors
  const { url, apiKeyFile } = corridor.psp
  const moduleFile = resolve('examples/provider-custom-psp/psp.ts')
  corridor.psp = {
    vendor: 'module',
    name: 'my-bank',
    moduleFile,
    options: { url },
    secrets: { apiKey: { file: apiKeyFile } },
    timeoutMs: 3_000,
  }
  writeFileSync(file, JSON.stringify(config))
  await network.restartProvider(desk)

  const wallet = createPayer(network, payers[0]?.privateKey ?? '0x')
  const recipient = parseRecipient('NGN/bank:058:0123456789')
  const terms = { network: description, amount: 20_000_000n, payout: 3_000_000n }
  const rank = async () => (await rankProviders(wallet, { ...terms, corridor: 'NGN/bank' }))?.ranked.map(({ provider }) => provider)
  const gateway = description.providers[2]?.gateway ?? ''
  const peers = async () => ((await (await fetch(`${gateway}/v1/status`)).json()) as { readonly peers: readonly string[] }).peers.length
  await expect.poll(peers, { timeout: 60_000, interval: 250 }).toBe(2) // its report from before may still be in force
  await expect.poll(rank, { timeout: 60_000, interval: 500 }).toContain(desk) // its report must be in force again: it was away
  const { orderId } = await createOrder(wallet, { ...terms, recipient, pinned: [desk], turnSeconds: 60 })
  await waitForOrder(wallet, { network: description, orderId, status: 'settled', timeout: 60_000 })
  expect((await getOrderState(wallet, { network: description, orderId })).claimer).toBe(desk)

  const ask = async (...words: string[]) => {
    const { stdout } = await promisify(execFile)(process.execPath, ['packages/cli/bin/paynode.js', ...words, '--config', file, '--json'])
    return JSON.parse(stdout)
  }
  expect(await ask('psp', 'list')).toMatchObject({ psps: [{ corridor: 'NGN/bank', vendor: 'my-bank', url: moduleFile }] })
  expect(await ask('psp', 'test', 'my-bank')).toMatchObject({
    checks: expect.arrayContaining([expect.objectContaining({ check: 'balance', result: 'ok' })]),
  })
}, 120_000)

test('provider-custom-psp: its adapter keeps the rules of payouts under the kit’s scripts', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['-C', 'paynode-source', 'examples/provider-custom-psp/check.ts', '200'])
  const { scripts, ends, violations } = JSON.parse(stdout)
  expect({ scripts, violations }).toEqual({ scripts: 200, violations: [] })
  expect(Math.min(ends.paid, ends.failed)).toBeGreaterThan(20)
})
