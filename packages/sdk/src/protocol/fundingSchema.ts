/** Parses the funding of a relayed order. Apart from the rest, because payers only make them and need no parser. */
import type { Hex } from 'viem'
import { z } from 'zod'
import type { Funding } from './funding.ts'

/** Up to 8 KiB: an ERC-6492 signature carries the factory's call, an ERC-1271 one whatever the account wants. */
const signature = z.custom<Hex>((value) => typeof value === 'string' && /^0x([0-9a-fA-F]{2}){1,8192}$/.test(value), 'not a signature')
const uint256 = z
  .bigint()
  .min(0n)
  .max((1n << 256n) - 1n)

/** Funding that somebody else may send: every lane but the payer's own. */
export const fundingSchema = z.discriminatedUnion('lane', [
  z.strictObject({ lane: z.literal('allowance'), signature }),
  z.strictObject({ lane: z.literal('authorization'), signature }),
  z.strictObject({ lane: z.literal('permit2'), nonce: uint256, signature }),
  z.strictObject({ lane: z.literal('permit'), deadline: uint256, permitSignature: signature, signature }),
]) satisfies z.ZodType<Exclude<Funding, { lane: 'payer' }>>
