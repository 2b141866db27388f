/** Hands sealed recipients to whoever keeps them, and turns a refusal into a problem. */
import { sealedRecipientSchema } from '@paynode/sdk/protocol'
import { z } from 'zod'
import { addressSchema } from './parse.ts'
import { ApiError } from './problem.ts'
import type { RecipientIntake } from './types.ts'

/** Ciphertexts, each for one provider. */
export const envelopesSchema = z
  .array(z.strictObject({ provider: addressSchema, sealed: sealedRecipientSchema }))
  .min(1)
  .max(16)

type Accepted = Extract<Awaited<ReturnType<RecipientIntake>>, { type: 'accepted' }>

/** Stores envelopes. @throws ApiError with what to do about it; nothing sealed is repeated. */
export async function takeEnvelopes(intake: RecipientIntake, parameters: Parameters<RecipientIntake>[0]): Promise<Accepted> {
  const result = await intake(parameters)
  if (result.type === 'accepted') return result
  throw refusals[result.reason]()
}

const refusals = {
  tooMany: () => new ApiError('invalid_request', 'send 1 to 16 envelopes'),
  closed: () => new ApiError('order_closed', 'the order is settled or refunded; its recipient is no longer needed'),
  noProvider: () => new ApiError('no_provider', 'seal to providers that /v1/providers lists'),
  invalid: () => new ApiError('envelope_invalid', 'the envelopes cannot be opened or do not match the order; seal the recipient again'),
  full: () => new ApiError('busy', 'too many orders wait for the chain; try again or use another gateway', { retryAfterSeconds: 60 }),
}
