/** The RSA key with which simulators sign notices: made once per process, on first use. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto'

let pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined

/** `privateKey` signs; `publicPem` is what a vendor would publish. */
export function createSigningKey(): { readonly privateKey: KeyObject; readonly publicPem: string } {
  pair ??= generateKeyPairSync('rsa', { modulusLength: 2_048 })
  return { privateKey: pair.privateKey, publicPem: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString() }
}
