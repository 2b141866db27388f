/** Seals recipient details to providers with HPKE (RFC 9180: X25519, HKDF-SHA256, AES-128-GCM). Bound to the order id. */
import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import { bytesToHex, bytesToString, type Hex, hexToBytes, stringToBytes } from 'viem'
import { z } from 'zod'
import { type SaltedRecipient, saltedRecipientSchema } from './recipient.ts'

/** Ciphertext for one provider. */
export type SealedRecipient = { readonly encapsulatedKey: Hex; readonly ciphertext: Hex }

export const sealedRecipientSchema = z.strictObject({
  encapsulatedKey: z.custom<Hex>((value) => typeof value === 'string' && /^0x[0-9a-f]{64}$/.test(value), 'must be 32 bytes of hex'),
  ciphertext: z.custom<Hex>(
    (value) => typeof value === 'string' && /^0x([0-9a-f]{2}){16,2048}$/.test(value),
    'must be 16–2048 bytes of hex',
  ),
}) satisfies z.ZodType<SealedRecipient>

const suite = () => new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() })

/** Seals a recipient to one provider's HPKE public key; only that provider can open it, and only for this order. */
export async function sealRecipient(salted: SaltedRecipient, orderId: Hex, publicKey: Hex): Promise<SealedRecipient> {
  const hpke = suite()
  const recipientPublicKey = await hpke.kem.deserializePublicKey(toBuffer(publicKey))
  const sender = await hpke.createSenderContext({ recipientPublicKey, info: info() })
  const ciphertext = await sender.seal(asBuffer(pad(stringToBytes(JSON.stringify(salted)))), toBuffer(orderId))
  return { encapsulatedKey: bytesToHex(new Uint8Array(sender.enc)), ciphertext: bytesToHex(new Uint8Array(ciphertext)) }
}

/**
 * Opens a sealed recipient with the provider's HPKE private key.
 * @throws when the ciphertext is for another key or order, or holds no recipient. The error never repeats the contents.
 */
export async function openRecipient(sealed: SealedRecipient, orderId: Hex, privateKey: Hex): Promise<SaltedRecipient> {
  const hpke = suite()
  const recipientKey = await hpke.kem.deserializePrivateKey(toBuffer(privateKey))
  const receiver = await hpke.createRecipientContext({ recipientKey, enc: toBuffer(sealed.encapsulatedKey), info: info() })
  const plain = await receiver.open(toBuffer(sealed.ciphertext), toBuffer(orderId))
  const parsed = saltedRecipientSchema.safeParse(JSON.parse(bytesToString(new Uint8Array(plain)).trimEnd()))
  if (!parsed.success) throw new TypeError('the sealed message holds no recipient')
  return parsed.data
}

/** A fresh HPKE key pair for a provider. */
export async function createHpkeKeyPair(): Promise<{ readonly publicKey: Hex; readonly privateKey: Hex }> {
  const hpke = suite()
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

const info = () => asBuffer(stringToBytes('paynode/recipient/1'))
const toBuffer = (hex: Hex) => asBuffer(hexToBytes(hex))
const asBuffer = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer as ArrayBuffer
