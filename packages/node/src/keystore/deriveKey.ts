/** Stretches a passphrase as a keystore says. The thread pool does it, so several files are opened at once. */
import { pbkdf2, scrypt } from 'node:crypto'
import { scryptAsync } from '@noble/hashes/scrypt'
import type { Keystore } from './schema.ts'

/** 32 bytes: 16 for the cipher, 16 for the check value. */
export async function deriveKey(passphrase: string, options: Keystore['crypto']): Promise<Uint8Array> {
  const password = passphrase.normalize('NFKC')
  const salt = Buffer.from(options.kdfparams.salt, 'hex')
  if (options.kdf === 'pbkdf2') {
    const { c } = options.kdfparams
    return new Promise((resolve, reject) => pbkdf2(password, salt, c, 32, 'sha256', (error, key) => (error ? reject(error) : resolve(key))))
  }
  const { n, r, p } = options.kdfparams
  // OpenSSL keeps to RFC 7914's N < 2^(128·r/8); old wallets, and the definition's own example, do not.
  if (n >= 2 ** (16 * r)) return scryptAsync(password, salt, { N: n, r, p, dkLen: 32, maxmem: toMemory(n, r, p) })
  return new Promise((resolve, reject) =>
    scrypt(password, salt, 32, { N: n, r, p, maxmem: toMemory(n, r, p) }, (error, key) => (error ? reject(error) : resolve(key))),
  )
}

const toMemory = (n: number, r: number, p: number) => 128 * r * (n + p) + 1_048_576
