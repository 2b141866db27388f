/** Makes a keystore of a key. */
import { createCipheriv, randomBytes, randomUUID } from 'node:crypto'
import { type Hex, hexToBytes, keccak256 } from 'viem'
import { deriveKey } from './deriveKey.ts'
import type { Keystore } from './schema.ts'

/** The cost that wallets have settled on: about a second and 256 MB a guess. */
const SCRYPT = { dklen: 32, n: 262_144, r: 8, p: 1 } as const

/** Encrypts a 32-byte key. `cost` lowers scrypt's `n` for tests alone. */
export async function encryptKey(key: Hex, passphrase: string, cost: number = SCRYPT.n): Promise<Keystore> {
  const salt = randomBytes(32).toString('hex')
  const iv = randomBytes(16)
  const kdf = { kdf: 'scrypt', kdfparams: { ...SCRYPT, n: cost, salt } } as const
  const head = { cipher: 'aes-128-ctr', cipherparams: { iv: iv.toString('hex') } } as const
  const derived = await deriveKey(passphrase, { ...kdf, ...head, ciphertext: '', mac: '' })
  const cipher = createCipheriv('aes-128-ctr', derived.subarray(0, 16), iv)
  const ciphertext = Buffer.concat([cipher.update(hexToBytes(key)), cipher.final()])
  const mac = keccak256(Buffer.concat([derived.subarray(16, 32), ciphertext])).slice(2)
  return { version: 3, id: randomUUID(), crypto: { ...kdf, ...head, ciphertext: ciphertext.toString('hex'), mac } }
}
