/** What the process that hosts the sandbox PSPs is told, and what it answers. */
import type { Corridor } from '@paynode/sdk/protocol'
import { getCorridor } from '@paynode/sdk/protocol'
import { type Address, isAddress } from 'viem'
import { z } from 'zod'
import { simulatedVendors } from './startVendorSimulator.ts'

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
  /** Simulated vendors, each instead of a sandbox PSP. */
  vendors: z
    .array(
      z.strictObject({
        vendor: z.enum(simulatedVendors),
        corridor,
        port: z.int(),
        auditToken: z.string(),
        accounts: z.array(z.strictObject({ owner: address, webhookUrl: z.url(), balance: z.string().regex(/^\d+$/).transform(BigInt) })),
      }),
    )
    .default([]),
})
export type PspConfigInput = z.input<typeof pspConfigSchema>

export const pspReadySchema = z.object({
  ready: z.literal(true),
  urls: z.array(z.url()),
  vendors: z
    .array(
      z.object({
        corridor,
        url: z.url(),
        accounts: z.array(
          z.object({
            owner: address,
            psp: z.looseObject({ vendor: z.enum(simulatedVendors) }),
            env: z.record(z.string(), z.string()),
            certificate: z.string().optional(),
          }),
        ),
      }),
    )
    .default([]),
})
/** What a provider's files are written from: the secrets go into files of their own. */
export type VendorCredentials = z.output<typeof pspReadySchema>['vendors'][number]['accounts'][number]
