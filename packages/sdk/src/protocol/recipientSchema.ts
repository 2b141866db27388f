/** Parses recipients that come from elsewhere. Apart from the rest, because payers only make them and need no parser. */
import type { Hex } from 'viem'
import { z } from 'zod'
import { type Corridor, getCorridor } from './corridor.ts'

/** A recipient in clear. Its corridor is known; `validateRecipient` says whether the account suits it. */
export const recipientSchema = z.strictObject({
  corridor: z.custom<Corridor>((value) => typeof value === 'string' && getCorridor(value) !== undefined, 'unknown corridor'),
  institution: z.string().max(12).optional(),
  account: z.string().min(1).max(80),
  name: z.string().max(80).optional(),
})

/** A recipient and its salt: what an envelope holds. */
export const saltedRecipientSchema = z.strictObject({
  recipient: recipientSchema,
  salt: z.custom<Hex>((value) => typeof value === 'string' && /^0x[0-9a-f]{64}$/.test(value), 'salt must be 32 bytes of hex'),
})

/** Ciphertext for one provider, as `sealRecipient` makes it. */
export const sealedRecipientSchema = z.strictObject({
  encapsulatedKey: z.custom<Hex>((value) => typeof value === 'string' && /^0x[0-9a-f]{64}$/.test(value), 'must be 32 bytes of hex'),
  ciphertext: z.custom<Hex>(
    (value) => typeof value === 'string' && /^0x([0-9a-f]{2}){16,2048}$/.test(value),
    'must be 16–2048 bytes of hex',
  ),
})
