/** Flutterwave v4's answers, as far as the adapter reads them. Amounts are JSON numbers in major units; notices show them plain, answers in an object. */
import { z } from 'zod'
import { fromNumber } from '../../rails/decimal.ts'

const text = z.string().max(500)
/** Major units with at most two decimals: anything else is no amount. */
const major = z.number().transform((value, context) => {
  const minor = fromNumber(value, 2)
  if (minor !== undefined && minor >= 0n) return minor
  context.addIssue({ code: 'custom', message: 'not an amount' })
  return z.NEVER
})

export const tokenSchema = z.object({ access_token: z.string().min(1).max(8_192), expires_in: z.number().positive() })
export const errorSchema = z.object({
  status: z.literal('failed'),
  error: z.object({ type: text.nullish(), code: z.union([text, z.number()]).transform(String).nullish(), message: text.nullish() }),
})

export const transferSchema = z.object({
  status: z.literal('success'),
  data: z.object({
    id: z.string().regex(/^[\w-]{1,80}$/),
    reference: text,
    status: text,
    amount: z.union([z.object({ value: major }).transform(({ value }) => value), major]),
    destination_currency: text.nullish(),
    recipient: z.object({ bank: z.object({ account_number: text.nullish(), code: text.nullish() }).nullish() }).nullish(),
    reversal: z.object({ reconciliation_status: text.nullish() }).nullish(),
    provider_response: z.object({ type: text.nullish() }).nullish(),
    updated_datetime: text.nullish(),
  }),
})
export type FlutterwaveTransfer = z.output<typeof transferSchema>['data']

export const resolveSchema = z.object({
  status: z.literal('success'),
  data: z.object({ bank_code: text, account_number: text, account_name: text.min(1) }),
})
export const balanceSchema = z.object({ status: z.literal('success'), data: z.object({ currency: text, available_balance: major }) })
export const banksSchema = z.object({ status: z.literal('success'), data: z.array(z.object({ code: text, name: text })) })
export const eventSchema = z.object({
  webhook_id: text.nullish(),
  type: text,
  data: z.object({ id: text.nullish(), reference: text.nullish(), status: text.nullish() }),
})
