/** The HPKE suite that envelopes use, and the buffers that WebCrypto wants. */
import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import { type Hex, hexToBytes, stringToBytes } from 'viem'

/** RFC 9180: X25519, HKDF-SHA256, AES-128-GCM. */
export const createHpkeSuite = () => new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() })

/** What every envelope's key is derived with, so that it can be mistaken for nothing else. */
export const toRecipientInfo = () => toBuffer(stringToBytes('paynode/recipient/1'))

/** Bytes → a buffer of their own. */
export function toBuffer(bytes: Uint8Array | Hex): ArrayBuffer {
  return (typeof bytes === 'string' ? hexToBytes(bytes) : bytes).slice().buffer as ArrayBuffer // never shared memory: it is a copy
}
