/** Binance Pay's answers, as far as the adapter reads them. The envelope says whether the call worked; what became of a payout is in `data`. */
import { z } from 'zod'

const text = z.string().max(500)
/** Shown as a number in some places and as text in others. */
const decimal = z.union([z.number().transform(String), z.string().max(60)])

/** The one code of a call that worked. */
export const WORKED = '000000'
export const envelopeSchema = z.object({ status: text, code: text, data: z.unknown().optional() })

export const acceptedSchema = z.object({ requestId: text, status: text })
export const batchSchema = z.object({
  requestId: text.nullish(),
  batchStatus: text,
  currency: text.nullish(),
  totalAmount: decimal.nullish(),
  totalPaidAmount: decimal.nullish(),
  transferDetailList: z
    .array(
      z.object({
        merchantSendId: text.nullish(),
        receiveType: text.nullish(),
        receiver: z.union([text, z.number().transform(String)]).nullish(),
        transferAmount: decimal.nullish(),
      }),
    )
    .max(500)
    .nullish(),
})
export type BinanceBatch = z.output<typeof batchSchema>

export const balanceSchema = z.object({ balance: decimal })
export const certificatesSchema = z.array(z.object({ certSerial: text, certPublic: z.string().max(10_000) })).max(50)

/** `bizId` is a 64-bit number that JSON would round: only its text is read. `data` is JSON in a string. */
export const eventSchema = z.object({ bizType: text, bizIdStr: text, bizStatus: text, data: z.string().max(262_144) })
export const eventDataSchema = z.object({ requestId: text.optional() })

/** What the adapter itself sent, read back from the recorded bytes. */
export const requestSchema = z.object({
  totalAmount: z.number(),
  transferDetailList: z.tuple([z.object({ receiveType: text, receiver: text })]),
})
