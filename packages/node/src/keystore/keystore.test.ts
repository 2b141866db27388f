/** Keystores: the definition's own vectors open, what we write opens, and nothing secret is ever said. */
import { type Hex, keccak256, toHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { decryptKey } from './decryptKey.ts'
import { encryptKey } from './encryptKey.ts'
import { openKey } from './openKey.ts'
import { keystoreSchema } from './schema.ts'
import { toOpenKeyText } from './toOpenKeyText.ts'

// The two vectors of the Web3 Secret Storage Definition.
const secret: Hex = '0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d'
const pbkdf2Vector = {
  crypto: {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '6087dab2f9fdbbfaddc31a909735c1e6' },
    ciphertext: '5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46',
    kdf: 'pbkdf2',
    kdfparams: { c: 262_144, dklen: 32, prf: 'hmac-sha256', salt: 'ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd' },
    mac: '517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2',
  },
  id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
  version: 3,
}
const scryptVector = {
  crypto: {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '83dbcc02d8ccb40e466191a123791e0e' },
    ciphertext: 'd172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c',
    kdf: 'scrypt',
    kdfparams: { dklen: 32, n: 262_144, r: 1, p: 8, salt: 'ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19' },
    mac: '2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097',
  },
  id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
  version: 3,
}
const cheap = 1_024
const passphrase = 'correct horse — battery'

describe('keystore', () => {
  test.each([
    ['pbkdf2', pbkdf2Vector],
    ['scrypt', scryptVector],
  ])('the %s vector of the definition opens', async (_name, vector) => {
    expect(await openKey(JSON.stringify(vector), () => 'testpassword')).toEqual({ type: 'opened', key: secret })
  })

  test('what is written opens again, and is another file each time', async () => {
    const key = keccak256(toHex('a key'))
    const [one, two] = await Promise.all([encryptKey(key, passphrase, cheap), encryptKey(key, passphrase, cheap)])
    expect(keystoreSchema.parse(JSON.parse(JSON.stringify(one)))).toEqual(one)
    expect(one.crypto.ciphertext).not.toBe(two.crypto.ciphertext)
    expect(await decryptKey(one, passphrase)).toBe(key)
    expect(JSON.stringify(one)).not.toContain(key.slice(2))
  })

  test('a passphrase is the same however its letters were composed', async () => {
    const keystore = await encryptKey(secret, 'caf\u00e9', cheap)
    expect(await decryptKey(keystore, 'cafe\u0301')).toBe(secret)
  })

  test('a wrong passphrase and a changed file do not open', async () => {
    const keystore = await encryptKey(secret, passphrase, cheap)
    expect(await openKey(JSON.stringify(keystore), () => 'wrong')).toEqual({ type: 'wrongPassphrase' })
    const changed = { ...keystore, crypto: { ...keystore.crypto, ciphertext: `00${keystore.crypto.ciphertext.slice(2)}` } }
    expect(await openKey(JSON.stringify(changed), () => passphrase)).toEqual({ type: 'wrongPassphrase' })
  })

  test.each([
    ['another version', { ...scryptVector, version: 4 }],
    ['another cipher', { ...scryptVector, crypto: { ...scryptVector.crypto, cipher: 'aes-256-gcm' } }],
    [
      'a cost that would hang',
      { ...scryptVector, crypto: { ...scryptVector.crypto, kdfparams: { ...scryptVector.crypto.kdfparams, n: 2 ** 30 } } },
    ],
    ['a key of another length', { ...scryptVector, crypto: { ...scryptVector.crypto, ciphertext: 'd172' } }],
    ['broken JSON', '{'],
  ])('%s is refused before any work', async (_name, vector) => {
    const text = typeof vector === 'string' ? vector : JSON.stringify(vector)
    const asked = () => {
      throw new Error('asked for a passphrase')
    }
    expect(await openKey(text, asked)).toEqual({ type: 'noKeystore' })
  })

  test('hex on one line needs no passphrase; anything else is no key', async () => {
    const never = () => undefined
    expect(await openKey(`${secret}\n`, never)).toEqual({ type: 'opened', key: secret })
    expect(await openKey(secret.slice(2), never)).toEqual({ type: 'opened', key: secret })
    expect(await openKey('0x12', never)).toEqual({ type: 'noKey' })
    expect(await openKey(JSON.stringify(scryptVector), never)).toEqual({ type: 'noPassphrase' })
    for (const problem of ['noKey', 'noKeystore', 'noPassphrase', 'wrongPassphrase'] as const)
      expect(toOpenKeyText('operator.key', problem)).toMatch(/^operator\.key /)
  })
})
