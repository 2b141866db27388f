/** Opens what `sealRecipient` sealed. Apart from sealing, because payers never open. */
import { bytesToString, type Hex } from 'viem'
import { createHpkeSuite, toBuffer, toRecipientInfo } from './hpke.ts'
import type { SaltedRecipient } from './recipient.ts'
import { saltedRecipientSchema } from './recipientSchema.ts'
import type { SealedRecipient } from './sealing.ts'

/**
 * Opens a sealed recipient with the provider's HPKE private key.
 * @throws when the ciphertext is for another key or order; TypeError when it holds no recipient. The error never repeats the contents.
 */
export async function openRecipient(sealed: SealedRecipient, orderId: Hex, privateKey: Hex): Promise<SaltedRecipient> {
  const hpke = createHpkeSuite()
  const recipientKey = await hpke.kem.deserializePrivateKey(toBuffer(privateKey))
  const receiver = await hpke.createRecipientContext({ recipientKey, enc: toBuffer(sealed.encapsulatedKey), info: toRecipientInfo() })
  const plain = await receiver.open(toBuffer(sealed.ciphertext), toBuffer(orderId))
  const parsed = saltedRecipientSchema.safeParse(toJsonValue(new Uint8Array(plain)))
  if (!parsed.success) throw new TypeError('the sealed message holds no recipient')
  return parsed.data
}

/** Undefined for bytes that are no JSON: the parser's own error would quote them. */
function toJsonValue(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(bytesToString(bytes).trimEnd())
  } catch {
    return undefined
  }
}
