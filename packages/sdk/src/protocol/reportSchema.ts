/** Parses reports that come from elsewhere. Apart from the rest, because payers only check signatures. */
import { type Address, getAddress } from 'viem'
import { z } from 'zod'
import { type Corridor, getCorridor } from './corridor.ts'
import { MAX_VIEWS } from './peerView.ts'
import type { Report } from './report.ts'

const uint128 = z
  .bigint()
  .min(0n)
  .max((1n << 128n) - 1n)
/** Any letter case comes in, one comes out: a peer cannot make one report look like two, nor trip a checksum later. */
const address = z
  .custom<Address>((value) => typeof value === 'string' && /^0x[0-9a-fA-F]{40}$/.test(value), 'not an address')
  .transform((value) => getAddress(value.toLowerCase()))

const milliseconds = z
  .int()
  .min(0)
  .max(2 ** 32 - 1)
const viewSchema = z
  .strictObject({
    provider: address,
    probe: z.strictObject({ failedBps: z.int().min(0).max(10_000), rtt50: milliseconds, rtt95: milliseconds }).optional(),
    advice: z.int().min(-127).max(127).optional(),
  })
  .refine(({ probe, advice }) => probe !== undefined || advice !== undefined, 'a view that says nothing')

const fields = z.strictObject({
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
  views: z.array(viewSchema).max(MAX_VIEWS),
})

/** A report. Its views stand in the order of their providers, each once, the signer not among them. */
export const reportSchema = fields.superRefine(({ provider, views }, context) => {
  const order = views.map((view) => view.provider.toLowerCase())
  if (order.some((item, index) => index > 0 && item <= (order[index - 1] ?? '')))
    context.addIssue({ code: 'custom', path: ['views'], message: 'views must be sorted by provider, each provider once' })
  if (order.includes(provider.toLowerCase()))
    context.addIssue({ code: 'custom', path: ['views'], message: 'a provider has no view of itself' })
}) satisfies z.ZodType<Report>
