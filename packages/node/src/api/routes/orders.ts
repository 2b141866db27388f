/** `GET /v1/orders`: the newest orders this daemon knows. */
import { z } from 'zod'
import { orderStates } from '../../orders/types.ts'
import { orderAnswer } from './answers.ts'
import { fromCursor, toCursorText } from './cursor.ts'
import { addressSchema, integerSchema, parse } from './parse.ts'
import { toOrderView } from './toOrderView.ts'
import type { AddRoute } from './types.ts'

const querySchema = z.strictObject({
  payer: addressSchema.optional(),
  state: z.enum(orderStates).optional(),
  limit: integerSchema(1, 500).default(100),
  /** `next` of the page before. */
  cursor: z.string().max(120).optional(),
})
const answerSchema = z.strictObject({ orders: z.array(orderAnswer), next: z.string().optional() })

/** Newest first, by payer or state when asked. `next` is there while there may be more. */
export const addOrdersRoute: AddRoute = (app, { deps }) => {
  const operation = { tag: 'orders', summary: 'Orders, newest first', query: querySchema, answers: { 200: answerSchema } } as const
  app.get('/v1/orders', { config: { operation } }, (request) => {
    const { payer, state, limit, cursor } = parse(querySchema, request.query)
    const after = cursor === undefined ? undefined : fromCursor(cursor)
    const records = deps.listOrders({ limit, after, ...(payer ? { payer } : {}), ...(state ? { state } : {}) })
    const last = records.length === limit ? records.at(-1) : undefined
    return {
      orders: records.map((record) => toOrderView(record, deps.view.order(record.id))),
      ...(last ? { next: toCursorText(last) } : {}),
    }
  })
}
