/** Keys from the command line, in the database that the daemon reads. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '@paynode/node/api-keys'
import { Command } from 'commander'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Context } from '../../context.ts'
import { addApiKeys } from './apiKeys.ts'

let directory: string
let config: string
let shown: unknown[]
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'paynode-api-keys-'))
  config = join(directory, 'paynode.json')
  const address = `0x${'11'.repeat(20)}`
  const chain = { chainId: 31_337, rpcUrls: ['http://127.0.0.1:1'], escrow: address, registry: address, verifier: address, token: address }
  const keys = { operatorKeyFile: 'a', nodeKeyFile: 'b', hpkeKeyFile: 'c' }
  writeFileSync(config, JSON.stringify({ dataDir: directory, chain, keys, p2p: {}, api: {}, metrics: {}, routing: {}, attestation: {} }))
  shown = []
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const run = async (...words: string[]) => {
  const context = { emit: ({ data }: { data: unknown }) => void shown.push(data) } as unknown as Context
  const program = new Command().exitOverride()
  addApiKeys(program, context)
  await program.parseAsync(['node', 'paynode', 'api-keys', ...words, '--config', config])
  return shown.at(-1) as never
}

test('a key is shown once, listed without itself, and ends', async () => {
  const daemon = openStore(join(directory, 'paynode.db'), { exclusive: true }) // it may run meanwhile
  const made: { id: string; key: string } = await run('create', '--name', 'shop', '--scopes', 'orders:write, webhooks:manage')
  expect(made.key).toMatch(/^pnk_[0-9a-f]{16}_.{43}$/)
  expect(await run('list')).toMatchObject([
    { id: made.id, name: 'shop', scopes: ['orders:write', 'webhooks:manage'], revokedAt: undefined },
  ])
  expect(JSON.stringify(shown.at(-1))).not.toContain(made.key.slice(-20))
  expect(await run('revoke', made.id)).toEqual({ id: made.id, revoked: true })
  await expect(run('revoke', made.id)).rejects.toThrow(made.id)
  await expect(run('create', '--name', 'x', '--scopes', 'everything')).rejects.toThrow('--scopes')
  daemon.close()
})
