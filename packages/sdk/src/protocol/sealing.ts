/** Seals recipient details to providers with HPKE (RFC 9180: X25519, HKDF-SHA256, AES-128-GCM). Bound to the order id. */
import { bytesToHex, type Hex, stringToBytes } from 'viem'
import { createHpkeSuite, toBuffer, toRecipientInfo } from './hpke.ts'
import type { SaltedRecipient } from './recipient.ts'

/** Ciphertext for one provider. */
export type SealedRecipient = { readonly encapsulatedKey: Hex; readonly ciphertext: Hex }

/** Seals a recipient to one provider's HPKE public key; only that provider can open it, and only for this order. */
export async function sealRecipient(salted: SaltedRecipient, orderId: Hex, publicKey: Hex): Promise<SealedRecipient> {
  const hpke = createHpkeSuite()
  const recipientPublicKey = await hpke.kem.deserializePublicKey(toBuffer(publicKey))
  const sender = await hpke.createSenderContext({ recipientPublicKey, info: toRecipientInfo() })
  const ciphertext = await sender.seal(toBuffer(pad(stringToBytes(JSON.stringify(salted)))), toBuffer(orderId))
  return { encapsulatedKey: bytesToHex(new Uint8Array(sender.enc)), ciphertext: bytesToHex(new Uint8Array(ciphertext)) }
}

/** A fresh HPKE key pair for a provider. */
export async function createHpkeKeyPair(): Promise<{ readonly publicKey: Hex; readonly privateKey: Hex }> {
  const hpke = createHpkeSuite()
  const pair = await hpke.kem.generateKeyPair()
  return {
    publicKey: bytesToHex(new Uint8Array(await hpke.kem.serializePublicKey(pair.publicKey))),
    privateKey: bytesToHex(new Uint8Array(await hpke.kem.serializePrivateKey(pair.privateKey))),
  }
}

const BLOCK = 512

/** Spaces up to a multiple of 512 bytes: the ciphertext's length does not tell a bank from a phone number, nor a name's length. */
function pad(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK).fill(0x20)
  padded.set(bytes)
  return padded
}
