/** Flutterwave v3's answers, as far as the adapter reads them. Amounts are JSON numbers in naira. */
import { z } from 'zod'
import { fromNumber } from '../../rails/decimal.ts'

const text = z.string().max(500)
const naira = z.number().transform((value, context) => {
  const minor = fromNumber(value, 2)
  if (minor !== undefined && minor >= 0n) return minor
  context.addIssue({ code: 'custom', message: 'not an amount' })
  return z.NEVER
})

/** v3 has no error codes, only messages. */
export const v3ErrorSchema = z.object({ status: z.literal('error'), message: text.nullish() })

const transfer = z.object({
  id: z.int().positive(),
  reference: text,
  status: text,
  amount: naira,
  currency: text,
  account_number: text.nullish(),
  bank_code: text.nullish(),
})
export type V3Transfer = z.output<typeof transfer>
export const v3TransferSchema = z.object({ status: z.literal('success'), data: transfer })
export const v3TransfersSchema = z.object({ status: z.literal('success'), data: z.array(transfer) })
export const v3ResolveSchema = z.object({
  status: z.literal('success'),
  data: z.object({ account_number: text, account_name: text.min(1) }),
})
export const v3BalanceSchema = z.object({ status: z.literal('success'), data: z.object({ currency: text, available_balance: naira }) })
export const v3BanksSchema = z.object({ status: z.literal('success'), data: z.array(z.object({ code: text, name: text })) })

const noticed = z.object({ id: z.union([z.int(), text]).nullish(), reference: text.nullish(), status: text.nullish() })
/** `transfer` in the older shape, `data` in the newer one. */
export const v3EventSchema = z.object({
  event: text.optional(),
  'event.type': text.optional(),
  data: noticed.optional(),
  transfer: noticed.optional(),
})
