/** `GET /v1/orders/:id`: one order. */
import { z } from 'zod'
import { orderAnswer } from './answers.ts'
import { orderIdSchema, parse } from './parse.ts'
import { ApiError } from './problem.ts'
import { toOrderView } from './toOrderView.ts'
import type { AddRoute } from './types.ts'

/** Path of every route below an order. */
export const orderParamsSchema = z.strictObject({ id: orderIdSchema })

/** State here, status on chain, ranking, claimer, reference, transactions. */
export const addOrderRoute: AddRoute = (app, { deps }) => {
  const operation = {
    tag: 'orders',
    summary: 'One order',
    params: orderParamsSchema,
    answers: { 200: orderAnswer },
    problems: ['order_not_found'],
  } as const
  app.get('/v1/orders/:id', { config: { operation } }, (request) => {
    const { id } = parse(orderParamsSchema, request.params)
    const record = deps.getOrder(id)
    if (!record) throw new ApiError('order_not_found', 'the order is not on chain yet or is on another network; check its id')
    return toOrderView(record, deps.view.order(id))
  })
}
