/** OPay's answers (cashier API v3), as far as the adapter reads them. HTTP is 200 for refusals too: `code` decides, and says only whether the call worked. */
import { z } from 'zod'

const text = z.string().max(500)
/** Whole kobo, as the documentation's decimal string; a JSON integer is read too. */
const kobo = z.union([z.string().regex(/^\d{1,18}$/), z.int().min(0)]).transform(BigInt)

export const envelopeSchema = z.object({ code: text, message: text.nullish() })
export const WORKED = '00000'

export const transferSchema = z.object({
  code: z.literal(WORKED),
  data: z.object({
    reference: text,
    orderNo: text.min(1),
    amount: kobo,
    currency: text,
    status: text,
    bankCode: text.nullish(),
    bankAccountNumber: text.nullish(),
  }),
})
export type OpayTransfer = z.output<typeof transferSchema>['data']

export const resolveSchema = z.object({ code: z.literal(WORKED), data: z.object({ accountNo: text, accountName: text.min(1) }) })
export const balancesSchema = z.object({
  code: z.literal(WORKED),
  data: z.array(z.object({ currency: text, value: z.union([text, z.number()]).transform(String) })),
})
export const banksSchema = z.object({ code: z.literal(WORKED), data: z.array(z.object({ code: text, name: text })) })
