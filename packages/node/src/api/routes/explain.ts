/** `GET /v1/orders/:id/explain`: why providers were ranked as they were. */
import { z } from 'zod'
import { hexText } from './answers.ts'
import { orderParamsSchema } from './order.ts'
import { parse } from './parse.ts'
import { ApiError } from './problem.ts'
import type { AddRoute } from './types.ts'

const answerSchema = z.strictObject({
  orderId: hexText,
  corridor: z.string(),
  ranking: z.array(hexText),
  route: hexText.optional(),
  explanation: z.unknown(),
})

/** The ranking with its inputs' digest and the router's explanation. */
export const addExplainRoute: AddRoute = (app, { deps }) => {
  const operation = {
    tag: 'orders',
    summary: 'Why providers were ranked as they were',
    params: orderParamsSchema,
    answers: { 200: answerSchema },
    problems: ['order_not_found', 'not_ranked'],
  } as const
  app.get('/v1/orders/:id/explain', { config: { operation } }, (request) => {
    const { id } = parse(orderParamsSchema, request.params)
    const record = deps.getOrder(id)
    if (!record) throw new ApiError('order_not_found', 'the order is not on chain yet or is on another network; check its id')
    const explanation = deps.getRanking(id)
    if (explanation === undefined || explanation === null) {
      const advice = record.ended
        ? 'it was over before this daemon saw it; paynode route replay ranks it from the chain'
        : 'ask again in a moment'
      throw new ApiError('not_ranked', `the order has no ranking here; ${advice}`)
    }
    return { orderId: id, corridor: record.corridor, ranking: record.ranking, route: record.route, explanation }
  })
}
