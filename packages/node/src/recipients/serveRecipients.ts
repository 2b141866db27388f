/** Answers peers: hands a provider the envelopes sealed to it, and takes those pushed to this one. */
import { sealedRecipientSchema, toOrderId } from '@paynode/sdk/protocol'
import { getAddress, isAddress, isAddressEqual } from 'viem'
import { z } from 'zod'
import { getRecipient } from '../store/recipients.ts'
import type { IntakeParameters, IntakeResult, RecipientsDeps } from './types.ts'

const bodySchema = z.strictObject({
  orderId: z
    .string()
    .regex(/^0x[0-9a-fA-F]{64}$/)
    .transform(toOrderId),
  provider: z
    .string()
    .refine((value) => isAddress(value, { strict: false }), 'not an address')
    .transform((value) => getAddress(value)),
  sealed: sealedRecipientSchema.optional(),
})

/** Registers the `recipient` protocol. A malformed body throws, which resets the stream. */
export function serveRecipients(deps: RecipientsDeps, take: (parameters: IntakeParameters) => Promise<IntakeResult>): void {
  deps.network.serve('recipient', async (body, from) => {
    const { orderId, provider, sealed } = bodySchema.parse(body)
    if (sealed) {
      if (!isAddressEqual(provider, deps.self)) return { accepted: false }
      const result = await take({ orderId, envelopes: [{ provider, sealed }] })
      return { accepted: result.type === 'accepted' }
    }
    return isAddressEqual(provider, from) ? (getRecipient(deps.store, { orderId, provider }) ?? null) : null
  })
}
