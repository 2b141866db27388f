/** Keys: derived halves match the libraries that will use them; files are private and never overwritten. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHpkeKeyPair } from '@paynode/sdk/protocol'
import { afterAll, expect, test } from 'vitest'
import { createKeyFiles } from '../commands/keys/new.ts'
import { showKeyFiles } from '../commands/keys/show.ts'
import { CliError, exitCodes } from '../errors.ts'
import { readKeyFile } from './secretFile.ts'
import { toHpkePublicKey } from './toHpkePublicKey.ts'
import { toCompressedKey, toPeerId } from './toPeerId.ts'

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
  const before = readKeyFile(shown.operatorKeyFile ?? '')
  await expect(createKeyFiles(target)).rejects.toMatchObject({ exitCode: exitCodes.usage })
  expect(readKeyFile(shown.operatorKeyFile ?? '')).toBe(before)
  expect(showKeyFiles(target, 'private').operatorPrivateKey).toBe(before)
})

test('a key that others can read is refused, and its contents are not repeated', () => {
  const file = join(directory, 'open.key')
  writeFileSync(file, 'secret-looking-thing', { mode: 0o644 })
  expect(() => readKeyFile(file)).toThrow(CliError)
  const closed = join(directory, 'bad.key')
  writeFileSync(closed, 'secret-looking-thing', { mode: 0o600 })
  expect(() => readKeyFile(closed)).toThrow(/holds no 32-byte hex key/)
  expect(() => readKeyFile(closed)).not.toThrow(/secret-looking/)
})
