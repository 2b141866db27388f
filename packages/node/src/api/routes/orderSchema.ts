/** An order's terms as a client sends them: JSON with bigints, bounded like the contract's types. */
import { fromJson, type Order } from '@paynode/sdk/protocol'
import { type Hex, isHex } from 'viem'
import { z } from 'zod'
import { addressSchema, corridorSchema } from './parse.ts'

const unsigned = (bits: bigint) =>
  z
    .bigint()
    .min(0n)
    .max((1n << bits) - 1n)
const seconds = z
  .int()
  .min(0)
  .max(2 ** 40 - 1)
const bps = z.int().min(0).max(10_000)

export const orderSchema = z.strictObject({
  payer: addressSchema,
  refundTo: addressSchema,
  token: addressSchema,
  amount: unsigned(128n),
  payout: unsigned(128n),
  corridor: corridorSchema,
  recipientHash: z.custom<Hex>((value) => isHex(value) && value.length === 66, 'must be 32 bytes of hex'),
  integrator: addressSchema,
  integratorFeeBps: bps,
  protocolFeeBps: bps,
  verifier: addressSchema,
  arbiter: addressSchema,
  challengeWindow: seconds,
  reclaimAfter: seconds,
  pinned: z.array(addressSchema).max(3),
  turnSeconds: seconds,
  claimBy: seconds,
  payWindow: seconds,
  salt: unsigned(256n),
}) satisfies z.ZodType<Order>

/** Text written by `toJson(order)`. */
export const orderTextSchema = z
  .string()
  .max(8_192)
  .transform((text, context) => {
    try {
      return fromJson(text)
    } catch {
      context.addIssue('must be JSON written by toJson(order)')
      return z.NEVER
    }
  })
  .pipe(orderSchema)
