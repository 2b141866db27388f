/** What the process that hosts the sandbox PSPs is told, and what it answers. */
import type { Corridor } from '@paynode/sdk/protocol'
import { getCorridor } from '@paynode/sdk/protocol'
import { type Address, isAddress } from 'viem'
import { z } from 'zod'

const address = z.custom<Address>((value) => typeof value === 'string' && isAddress(value, { strict: false }), 'not an address')
const corridor = z.custom<Corridor>((value) => typeof value === 'string' && getCorridor(value) !== undefined, 'unknown corridor')

export const pspConfigSchema = z.strictObject({
  psps: z.array(
    z.strictObject({
      corridor,
      port: z.int(),
      auditToken: z.string(),
      accounts: z.array(
        z.strictObject({ id: z.string(), owner: address, apiKey: z.string(), balance: z.string().regex(/^\d+$/).transform(BigInt) }),
      ),
    }),
  ),
})
export type PspConfigInput = z.input<typeof pspConfigSchema>

export const pspReadySchema = z.object({ ready: z.literal(true), urls: z.array(z.url()) })
