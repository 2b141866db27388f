/** `GET /v1/orders`: the newest orders this daemon knows. */
import { z } from 'zod'
import { orderStates } from '../../orders/types.ts'
import { addressSchema, integerSchema, parse } from './parse.ts'
import { toOrderView } from './toOrderView.ts'
import type { AddRoute } from './types.ts'

const querySchema = z.strictObject({
  payer: addressSchema.optional(),
  state: z.enum(orderStates).optional(),
  limit: integerSchema(1, 500).default(100),
})

/** Newest first, by payer or state when asked. */
export const addOrdersRoute: AddRoute = (app, { deps }) => {
  app.get('/v1/orders', (request) => {
    const { payer, state, limit } = parse(querySchema, request.query)
    const records = deps.listOrders({ limit, ...(payer ? { payer } : {}), ...(state ? { state } : {}) })
    return { orders: records.map((record) => toOrderView(record, deps.view.order(record.id))) }
  })
}
