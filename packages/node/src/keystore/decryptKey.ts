/** Opens a keystore. A wrong passphrase is told from a broken file, and neither error repeats anything secret. */
import { createDecipheriv, timingSafeEqual } from 'node:crypto'
import { bytesToHex, type Hex, keccak256 } from 'viem'
import { deriveKey } from './deriveKey.ts'
import type { Keystore } from './schema.ts'

/** The 32-byte key; undefined when the passphrase is wrong or the file was changed. */
export async function decryptKey({ crypto }: Keystore, passphrase: string): Promise<Hex | undefined> {
  const key = await deriveKey(passphrase, crypto)
  const ciphertext = Buffer.from(crypto.ciphertext, 'hex')
  const mac = keccak256(Buffer.concat([key.subarray(16, 32), ciphertext]), 'bytes')
  if (!timingSafeEqual(mac, Buffer.from(crypto.mac, 'hex'))) return undefined
  const decipher = createDecipheriv('aes-128-ctr', key.subarray(0, 16), Buffer.from(crypto.cipherparams.iv, 'hex'))
  return bytesToHex(Buffer.concat([decipher.update(ciphertext), decipher.final()]))
}
