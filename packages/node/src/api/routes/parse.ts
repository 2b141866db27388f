/** Parses what a client sent; what is wrong becomes one problem that names every place. */
import { type Corridor, corridors, type OrderId, toOrderId } from '@paynode/sdk/protocol'
import { type Address, getAddress, type Hex, isAddress } from 'viem'
import { z } from 'zod'
import { ApiError } from './problem.ts'

/** Validates input by a schema. @throws ApiError `invalid_request`; values are not repeated. */
export function parse<schema extends z.ZodType>(schema: schema, input: unknown): z.output<schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.slice(0, 10).map((issue) => ({ path: issue.path.join('.'), message: toMessage(issue) }))
  const detail = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ')
  throw new ApiError('invalid_request', detail, { errors })
}

/** Unknown keys are the client's words, so they are counted, not repeated. */
function toMessage(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys' ? `has ${issue.keys.length} unknown field(s); remove them` : issue.message
}

export const orderIdSchema = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, 'must be an order id: 0x and 64 hex digits')
  .meta({ description: 'Order id: 0x and 64 hex digits' })
  .transform((value): OrderId => toOrderId(value))

export const addressSchema = z
  .string()
  .refine((value) => isAddress(value, { strict: false }), 'must be an address: 0x and 40 hex digits')
  .meta({ pattern: '^0x[0-9a-fA-F]{40}$', description: 'Address: 0x and 40 hex digits' })
  .transform((value): Address => getAddress(value))

const corridorNames = Object.keys(corridors) as [Corridor, ...Corridor[]] // the table is not empty
export const corridorSchema = z.enum(corridorNames, { error: `must be one of ${corridorNames.join(', ')}` })

/** Bytes of any length within bounds, as hex. */
export const bytesSchema = (maxBytes: number) =>
  z
    .string()
    .max(2 + 2 * maxBytes)
    .regex(/^0x([0-9a-fA-F]{2})*$/, 'must be bytes: 0x and pairs of hex digits')
    .transform((value) => value as Hex)

/** Amount on the wire: a decimal string; `toJson`'s `{ $bigint }` and safe integers are read as well. Must fit an unsigned integer of `bits`. */
export const unsignedSchema = (bits: number) =>
  z.preprocess(
    toDecimal,
    z
      .string()
      .regex(/^\d{1,78}$/, 'must be a decimal string of a whole number')
      .meta({ description: 'Whole number as a decimal string' })
      .transform(BigInt)
      .refine((value) => value >> BigInt(bits) === 0n, `must fit ${bits} bits`),
  )

function toDecimal(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : value
  if (value !== null && typeof value === 'object' && Object.keys(value).length === 1 && '$bigint' in value) return value.$bigint
  return value
}

/** A whole number in a query, within bounds. */
export const integerSchema = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be from ${least} to ${most}`)
