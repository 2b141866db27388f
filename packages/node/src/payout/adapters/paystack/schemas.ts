/** Paystack's answers, as far as the adapter reads them. Official samples hold nulls where the published types say string, so text is nullish. */
import { z } from 'zod'

const text = z.string().max(500)
/** Integer kobo: anything else is no amount. */
const kobo = z
  .number()
  .int()
  .min(0)
  .max(Number.MAX_SAFE_INTEGER)
  .transform((value) => BigInt(value))
const domain = z.enum(['test', 'live']).optional()

/** Success alone; an error's `status` may be `false` or `"false"`. */
export const errorSchema = z.object({
  status: z.union([z.literal(false), z.literal('false')]),
  message: text.nullish(),
  type: text.nullish(),
  code: text.nullish(),
})

const recipient = z.union([z.string(), z.number(), z.object({ recipient_code: text.nullish() })])
export const transferSchema = z.object({
  status: z.literal(true),
  data: z.object({
    reference: text,
    status: text,
    amount: kobo,
    currency: text,
    transfer_code: text,
    domain,
    recipient: recipient.nullish(),
    transferred_at: text.nullish(),
    updatedAt: text.nullish(),
    updated_at: text.nullish(),
  }),
})
export type PaystackTransfer = z.output<typeof transferSchema>['data']

export const resolveSchema = z.object({ status: z.literal(true), data: z.object({ account_number: text, account_name: text.min(1) }) })
export const recipientSchema = z.object({
  status: z.literal(true),
  data: z.object({ recipient_code: z.string().regex(/^RCP_\w{1,60}$/), domain }),
})
export const balanceSchema = z.object({ status: z.literal(true), data: z.array(z.object({ currency: text, balance: kobo })) })
export const banksSchema = z.object({
  status: z.literal(true),
  data: z.array(z.object({ name: text, code: text.nullish(), active: z.boolean().nullish(), is_deleted: z.boolean().nullish() })),
})
export const eventSchema = z.object({
  event: text,
  data: z.object({ reference: text.nullish(), transfer_code: text.nullish(), status: text.nullish() }),
})
