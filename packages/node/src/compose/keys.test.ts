/** The daemon's keys: plain or encrypted, one question for all of them, and errors that say nothing secret. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Hex, keccak256, toHex } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import { afterAll, expect, test } from 'vitest'
import { ConfigError } from '../config/ConfigError.ts'
import type { NodeConfig } from '../config/schema.ts'
import { encryptKey } from '../keystore/encryptKey.ts'
import { readKeys } from './keys.ts'

const directory = mkdtempSync(join(tmpdir(), 'paynode-node-keys-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const passphrase = 'twelve or more letters'
const toKey = (name: string): Hex => keccak256(toHex(name))

const place = (name: string, text: string) => {
  const path = join(directory, name)
  writeFileSync(path, text, { mode: 0o600 })
  return path
}
const keystore = async (name: string) => place(name, JSON.stringify(await encryptKey(toKey(name), passphrase, 1_024)))

const toConfig = (keys: NodeConfig['keys']) =>
  ({ keys, chain: { chainId: 1, escrow: `0x${'1'.repeat(40)}`, verifier: `0x${'2'.repeat(40)}` } }) as unknown as NodeConfig // all that it reads

const files = {
  operatorKeyFile: await keystore('operator'),
  nodeKeyFile: await keystore('node'),
  hpkeKeyFile: place('hpke', `${toKey('hpke')}\n`),
}

test('keystores open with one question, plain files need none', async () => {
  let asked = 0
  const keys = await readKeys(toConfig(files), async () => {
    asked++
    return passphrase
  })
  expect(asked).toBe(1)
  expect(keys.operator.address).toBe(privateKeyToAddress(toKey('operator')))
  expect(keys.nodePrivateKey).toBe(toKey('node'))
  expect(keys.hpkePrivateKey).toBe(toKey('hpke'))
})

test('a passphrase file answers, and nobody is asked', async () => {
  const keys = await readKeys(toConfig({ ...files, passphraseFile: place('passphrase', `${passphrase}\n`) }), () => {
    throw new Error('asked')
  })
  expect(keys.nodePrivateKey).toBe(toKey('node'))
})

test('a wrong passphrase, and nobody to ask, are configuration errors without secrets', async () => {
  const wrong = await readKeys(toConfig(files), async () => 'not the passphrase').catch((error: Error) => error)
  expect(wrong).toBeInstanceOf(ConfigError)
  expect(String(wrong)).toMatch(/does not open/)
  expect(String(wrong)).not.toContain('not the passphrase')
  await expect(readKeys(toConfig(files))).rejects.toThrow(/is encrypted/)
})
