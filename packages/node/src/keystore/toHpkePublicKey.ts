/** The public half of an X25519 key. */
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { bytesToHex, type Hex, hexToBytes } from 'viem'

const PKCS8 = hexToBytes('0x302e020100300506032b656e04220420') // RFC 8410: X25519 private key
const SPKI_HEAD = 12

/** Derives the public key that recipient details are sealed to. */
export function toHpkePublicKey(privateKey: Hex): Hex {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, hexToBytes(privateKey)]), format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return bytesToHex(new Uint8Array(spki.subarray(SPKI_HEAD)))
}
