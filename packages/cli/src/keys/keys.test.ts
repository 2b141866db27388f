/** Keys: derived halves match the libraries that will use them; files are private and never overwritten. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toHpkePublicKey } from '@paynode/node/keystore'
import { createHpkeKeyPair } from '@paynode/sdk/protocol'
import { afterAll, expect, test } from 'vitest'
import { encryptKeyFiles } from '../commands/keys/encrypt.ts'
import { createKeyFiles } from '../commands/keys/new.ts'
import { showKeyFiles } from '../commands/keys/show.ts'
import { CliError, exitCodes } from '../errors.ts'
import { openKeyFile } from './openKeyFile.ts'
import { toCompressedKey, toPeerId } from './toPeerId.ts'

const nobody = async () => undefined
const passphrase = 'twelve or more letters'
const directory = mkdtempSync(join(tmpdir(), 'paynode-keys-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

test('the HPKE public key matches the suite that seals', async () => {
  const pair = await createHpkeKeyPair()
  expect(toHpkePublicKey(pair.privateKey)).toBe(pair.publicKey)
})

test('the peer id is the one of the compressed secp256k1 key', () => {
  // private key 1: the generator point, a public test value
  const key = toCompressedKey(`0x${'1'.padStart(64, '0')}`)
  expect(key).toBe('0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798')
  expect(toPeerId(key)).toMatch(/^16Uiu2HA[m-z1-9A-HJ-NP-Za-k]{45}$/)
})

test('key files are 0600, complete, and not overwritten', async () => {
  const target = join(directory, 'one')
  const shown = await createKeyFiles(target)
  for (const name of ['operatorKeyFile', 'nodeKeyFile', 'hpkeKeyFile']) expect(statSync(shown[name] ?? '').mode & 0o777).toBe(0o600)
  expect(Object.keys(shown).filter((name) => /private/i.test(name))).toEqual([])
  const before = await openKeyFile(shown.operatorKeyFile ?? '', nobody)
  await expect(createKeyFiles(target)).rejects.toMatchObject({ exitCode: exitCodes.usage })
  expect(await openKeyFile(shown.operatorKeyFile ?? '', nobody)).toBe(before)
  expect((await showKeyFiles(target, 'private', nobody)).operatorPrivateKey).toBe(before)
})

test('encrypted keys open with their passphrase alone, and plain ones can be encrypted where they lie', async () => {
  const target = join(directory, 'encrypted')
  const shown = await createKeyFiles(target, { passphrase, cost: 1_024 })
  const text = readFileSync(shown.operatorKeyFile ?? '', 'utf8')
  expect(JSON.parse(text)).toMatchObject({ version: 3 })
  await expect(showKeyFiles(target, 'public', nobody)).rejects.toThrow(/is encrypted/)
  await expect(showKeyFiles(target, 'public', async () => 'another passphrase')).rejects.toThrow(/passphrase is wrong/)
  const { operatorPrivateKey = '' } = await showKeyFiles(target, 'private', async () => passphrase)
  expect(text).not.toContain(operatorPrivateKey.slice(2))
  await expect(encryptKeyFiles(target, async () => ({ passphrase, cost: 1_024 }))).rejects.toMatchObject({ exitCode: exitCodes.usage })

  const plain = join(directory, 'plain')
  const before = await createKeyFiles(plain)
  await encryptKeyFiles(plain, async () => ({ passphrase, cost: 1_024 }))
  expect(statSync(before.nodeKeyFile ?? '').mode & 0o777).toBe(0o600)
  expect(readdirSync(plain).sort()).toEqual(['hpke.key', 'node.key', 'operator.key'])
  expect(await showKeyFiles(plain, 'public', async () => passphrase)).toEqual(before)
})

test('a key that others can read is refused, and its contents are not repeated', async () => {
  const file = join(directory, 'open.key')
  writeFileSync(file, 'secret-looking-thing', { mode: 0o644 })
  await expect(openKeyFile(file, nobody)).rejects.toThrow(CliError)
  const closed = join(directory, 'bad.key')
  writeFileSync(closed, 'secret-looking-thing', { mode: 0o600 })
  const error = await openKeyFile(closed, nobody).catch((reason: Error) => reason)
  expect(String(error)).toMatch(/holds no 32-byte hex key/)
  expect(String(error)).not.toMatch(/secret-looking/)
})
