/** Parses reports that come from elsewhere. Apart from the rest, because payers only check signatures. */
import { type Address, getAddress } from 'viem'
import { z } from 'zod'
import { type Corridor, getCorridor } from './corridor.ts'
import type { Report } from './report.ts'

const uint128 = z
  .bigint()
  .min(0n)
  .max((1n << 128n) - 1n)
/** Any letter case comes in, one comes out: a peer cannot make one report look like two, nor trip a checksum later. */
const address = z
  .custom<Address>((value) => typeof value === 'string' && /^0x[0-9a-fA-F]{40}$/.test(value), 'not an address')
  .transform((value) => getAddress(value.toLowerCase()))

export const reportSchema = z.strictObject({
  provider: address,
  corridor: z.custom<Corridor>((value) => typeof value === 'string' && getCorridor(value) !== undefined, 'unknown corridor'),
  epoch: z
    .int()
    .min(0)
    .max(2 ** 40 - 1),
  rate: uint128,
  minPayout: uint128,
  maxPayout: uint128,
  liquidityBucket: z.int().min(0).max(127),
  loadBps: z.int().min(0).max(10_000),
  capacity: z
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  maintenance: z.boolean(),
}) satisfies z.ZodType<Report>
