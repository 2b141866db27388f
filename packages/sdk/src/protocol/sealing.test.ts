/** Sealed recipients: one reader, one order, and a length that tells nothing. */
import { bytesToHex, type Hex, keccak256, stringToHex } from 'viem'
import { beforeAll, expect, test } from 'vitest'
import { createHpkeSuite, toBuffer, toRecipientInfo } from './hpke.ts'
import { openRecipient } from './openRecipient.ts'
import { parseRecipient } from './recipient.ts'
import { sealedRecipientSchema } from './recipientSchema.ts'
import { createHpkeKeyPair, sealRecipient } from './sealing.ts'

const orderId = keccak256(stringToHex('order'))
const salted = { recipient: parseRecipient('NGN/bank:058:0123456789'), salt: keccak256(stringToHex('salt')) }
let pair: Awaited<ReturnType<typeof createHpkeKeyPair>>

beforeAll(async () => {
  pair = await createHpkeKeyPair()
})

test('opens what it sealed, and fits the schema', async () => {
  const sealed = await sealRecipient(salted, orderId, pair.publicKey)
  expect(sealedRecipientSchema.parse(sealed)).toEqual(sealed)
  expect(await openRecipient(sealed, orderId, pair.privateKey)).toEqual(salted)
})

test('nobody else, for no other order, and not after a change', async () => {
  const sealed = await sealRecipient(salted, orderId, pair.publicKey)
  const other = await createHpkeKeyPair()
  const changed = `${sealed.ciphertext.slice(0, -2)}${sealed.ciphertext.endsWith('00') ? '01' : '00'}` as Hex
  await expect(openRecipient(sealed, orderId, other.privateKey)).rejects.toThrow()
  await expect(openRecipient(sealed, keccak256(orderId), pair.privateKey)).rejects.toThrow()
  await expect(openRecipient({ ...sealed, ciphertext: changed }, orderId, pair.privateKey)).rejects.toThrow()
})

test('the length tells neither rail nor name', async () => {
  const recipients = [
    salted.recipient,
    parseRecipient('KES/mpesa:254712345678'),
    { ...salted.recipient, name: 'Ọláìtán Àjàyí' },
    { ...salted.recipient, name: 'x'.repeat(80) },
    { ...salted.recipient, name: 'é'.repeat(80) },
  ]
  const sealed = await Promise.all(recipients.map((recipient) => sealRecipient({ recipient, salt: salted.salt }, orderId, pair.publicKey)))
  expect(new Set(sealed.map(({ ciphertext }) => ciphertext.length)).size).toBe(1)
  expect((await openRecipient(sealed[2] ?? (sealed[0] as never), orderId, pair.privateKey)).recipient.name).toBe('Ọláìtán Àjàyí')
})

test('two sealings of one message differ', async () => {
  const [left, right] = await Promise.all([sealRecipient(salted, orderId, pair.publicKey), sealRecipient(salted, orderId, pair.publicKey)])
  expect(left.ciphertext).not.toBe(right.ciphertext)
})

test('a sealed message that holds no recipient is refused without being repeated', async () => {
  const bad = { ...salted, recipient: { ...salted.recipient, corridor: 'XXX/bank' as const } }
  const sealed = await sealRecipient(bad, orderId, pair.publicKey)
  await expect(openRecipient(sealed, orderId, pair.privateKey)).rejects.toThrow(/^the sealed message holds no recipient$/)
})

test('nor is one that is no JSON', async () => {
  const hpke = createHpkeSuite()
  const recipientPublicKey = await hpke.kem.deserializePublicKey(toBuffer(pair.publicKey))
  const sender = await hpke.createSenderContext({ recipientPublicKey, info: toRecipientInfo() })
  const ciphertext = bytesToHex(new Uint8Array(await sender.seal(toBuffer(stringToHex('0123456789 is secret')), toBuffer(orderId))))
  const sealed = { encapsulatedKey: bytesToHex(new Uint8Array(sender.enc)), ciphertext }
  await expect(openRecipient(sealed, orderId, pair.privateKey)).rejects.toThrow(/^the sealed message holds no recipient$/)
})
