/** What every PSP's configuration has. */
import { z } from 'zod'

/** Milliseconds per request; at least thirty seconds at a live PSP, because a payout given up too early is asked about for minutes. */
export const timeoutMs = z.int().min(100).max(120_000).default(30_000)

/** Minor units, as text. */
export const minorUnits = z
  .string()
  .regex(/^\d{1,38}$/, 'must be a whole number of minor units, as a string')
  .transform(BigInt)

/** The port's reasons, for vendor codes that an operator knows to be final. */
export const reason = z.enum([
  'insufficient_funds',
  'bad_destination',
  'limit',
  'auth',
  'config',
  'compliance',
  'provider',
  'expired',
  'other',
])
