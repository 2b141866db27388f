/** Parses what a client sent; what is wrong becomes one problem that names every place. */
import { type Corridor, corridors, getCorridor, type OrderId, toOrderId } from '@paynode/sdk/protocol'
import { type Address, getAddress, isAddress } from 'viem'
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
  .transform((value): OrderId => toOrderId(value))

export const addressSchema = z
  .string()
  .refine((value) => isAddress(value, { strict: false }), 'must be an address: 0x and 40 hex digits')
  .transform((value): Address => getAddress(value))

export const corridorSchema = z.custom<Corridor>(
  (value) => typeof value === 'string' && getCorridor(value) !== undefined,
  `must be one of ${Object.keys(corridors).join(', ')}`,
)

/** A whole number in a query, within bounds. */
export const integerSchema = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be from ${least} to ${most}`)
