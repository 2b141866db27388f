/** An order's terms as a client sends them, bounded like the contract's types: an object with decimal strings, or the text of `toJson(order)`. */
import type { Order } from '@paynode/sdk/protocol'
import type { Hex } from 'viem'
import { z } from 'zod'
import { addressSchema, corridorSchema, unsignedSchema } from './parse.ts'

const seconds = z
  .int()
  .min(0)
  .max(2 ** 40 - 1)
const bps = z.int().min(0).max(10_000)

export const orderSchema = z.strictObject({
  payer: addressSchema,
  refundTo: addressSchema,
  token: addressSchema,
  amount: unsignedSchema(128),
  payout: unsignedSchema(128),
  corridor: corridorSchema,
  recipientHash: z
    .string()
    .regex(/^0x[0-9a-fA-F]{64}$/, 'must be 32 bytes of hex')
    .transform((value) => value as Hex),
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
  salt: unsignedSchema(64),
}) satisfies z.ZodType<Order>

/** A value as text written by `toJson`, for what a schema takes as an object. */
export const jsonText = <schema extends z.ZodType>(schema: schema, maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .meta({ description: 'Text of toJson(value)' })
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        context.addIssue('must be JSON written by toJson()')
        return z.NEVER
      }
    })
    .pipe(schema)

/** Either form. */
export const anyOrderSchema = z.union([orderSchema, jsonText(orderSchema, 8_192)])
