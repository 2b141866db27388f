/** The chain of a local network starts, keeps its pace, and ends with the process that owns it. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { pollUntil } from '../clock.ts'
import { callRpc, mineEvery, startAnvil } from './anvil.ts'
import type { Child } from './child.ts'
import { getFreePorts } from './ports.ts'

const { signal } = new AbortController()
const children: Child[] = []
const directories: string[] = []
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.kill()))
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
})

const createDirectory = () => {
  const directory = mkdtempSync(join(tmpdir(), 'paynode-anvil-test-'))
  directories.push(directory)
  return directory
}
const isUp = (url: string) =>
  callRpc(url, 'eth_chainId', [], signal).then(
    () => true,
    () => false,
  )

test('mines at once until it is given a pace', async () => {
  const [port = 0] = await getFreePorts(1)
  const anvil = await startAnvil({
    directory: createDirectory(),
    port,
    accounts: 2,
    blockTime: 1,
    signal,
    onChild: (child) => children.push(child),
  })
  const height = async () => Number(await callRpc(anvil.rpcUrl, 'eth_blockNumber', [], signal))
  expect(await height()).toBe(0)
  await mineEvery(anvil, 1, signal)
  await pollUntil(async () => ((await height()) > 0 ? true : undefined), {
    everyMs: 50,
    timeoutMs: 5_000,
    signal,
    onTimeout: () => new Error('no block'),
  })
  await anvil.child.kill()
  expect(await isUp(anvil.rpcUrl)).toBe(false)
})

test('ends when its owner is killed with SIGKILL', async () => {
  const [port = 0] = await getFreePorts(1)
  const directory = createDirectory()
  const owner = fileURLToPath(new URL('./anvil.owner.fixture.ts', import.meta.url))
  const launcher = fileURLToPath(new URL('../../../../scripts/source-condition.js', import.meta.url))
  const child = spawn(process.execPath, ['--import', launcher, owner, directory, String(port)], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  await pollUntil(async () => ((await isUp(url)) ? true : undefined), {
    everyMs: 50,
    timeoutMs: 20_000,
    signal,
    onTimeout: () => new Error('never up'),
  })
  child.kill('SIGKILL')
  await pollUntil(async () => ((await isUp(url)) ? undefined : true), {
    everyMs: 50,
    timeoutMs: 5_000,
    signal,
    onTimeout: () => new Error('still up'),
  })
  await pollUntil(async () => (existsSync(directory) ? undefined : true), {
    everyMs: 100,
    timeoutMs: 15_000,
    signal,
    onTimeout: () => new Error('left files'),
  })
})
