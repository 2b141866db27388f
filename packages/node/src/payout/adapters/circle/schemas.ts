/** Circle's answers, as far as the adapter reads them. Its published examples carry error codes and returns on pending payouts: status decides. */
import { z } from 'zod'

const text = z.string().max(500)
const id = z.uuid()

/** `code` is a number; 1083 is "the same key with another body". */
export const errorSchema = z.object({ code: z.int(), message: text.nullish() })

export const payoutSchema = z.object({
  data: z.object({
    id,
    status: text,
    amount: z.object({ amount: text, currency: text }),
    destination: z.object({ type: text.nullish(), id: text }).nullish(),
    errorCode: text.nullish(),
    return: z.object({ status: text.nullish() }).nullish(),
    updateDate: text.nullish(),
  }),
})
export type CirclePayout = z.output<typeof payoutSchema>['data']

/** A linked bank account. `transferTypesInfo`, where shown, lists the ways it can be paid. */
export const bankSchema = z.object({
  data: z.object({ id, status: text, transferTypesInfo: z.record(z.string(), z.unknown()).nullish() }),
})
/** An entry of the address book. */
export const entrySchema = z.object({ data: z.object({ id, chain: text, address: text, status: text.nullish() }) })
export const balancesSchema = z.object({ data: z.object({ available: z.array(z.object({ amount: text, currency: text })) }) })

/** An SNS message, as AWS sends it. */
export const envelopeSchema = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: text,
  TopicArn: text,
  Message: z.string().max(262_144),
  Subject: text.nullish(),
  Timestamp: text,
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string().max(2_000),
  SigningCertURL: z.string().max(1_000),
  SubscribeURL: z.string().max(2_000).optional(),
  Token: z.string().max(1_000).optional(),
})
export type SnsEnvelope = z.output<typeof envelopeSchema>

/** What `Message` holds for a payout; other topics have no `payout`. */
export const noticeSchema = z.object({
  notificationType: text,
  payout: z.object({ id, status: text.nullish() }).optional(),
  return: z.object({ payoutId: id }).optional(),
})
