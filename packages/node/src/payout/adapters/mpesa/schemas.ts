/** Daraja's answers and callbacks, as far as the adapter reads them. Codes come as numbers and as strings; a parameter may have no value. */
import { z } from 'zod'

const text = z.string().max(500)
/** `0`, `"0"`, `"SFC_IC0003"`. */
const code = z.union([text, z.number()]).transform(String)

export const tokenSchema = z.object({
  access_token: z.string().min(1).max(4_096),
  expires_in: z.union([z.number(), z.string().regex(/^\d{1,6}$/)]).transform(Number),
})

/** The first answer to every request that is answered by callback. */
export const acceptedSchema = z.object({ ResponseCode: code, ConversationID: text, OriginatorConversationID: text })
export const errorSchema = z.object({ errorCode: code, errorMessage: text.nullish() })

const parameter = z.object({ Key: text, Value: z.union([text, z.number()]).nullish() })
/** One parameter is an object, several a list. */
const parameters = z.object({ ResultParameter: z.union([z.array(parameter).max(100), parameter.transform((one) => [one])]) })

export const resultSchema = z.object({
  Result: z.object({
    ResultCode: code,
    OriginatorConversationID: text,
    ConversationID: text,
    TransactionID: text.nullish(),
    ResultParameters: parameters.nullish(),
  }),
})
export type MpesaResult = z.output<typeof resultSchema>['Result']

/** Every value under a key: the vendor repeats keys. */
export function valuesOf({ ResultParameters }: MpesaResult, key: string): readonly (string | number)[] {
  return (ResultParameters?.ResultParameter ?? []).flatMap(({ Key, Value }) => (Key === key && Value != null ? [Value] : []))
}
