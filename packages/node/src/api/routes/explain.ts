/** `GET /v1/orders/:id/explain`: why providers were ranked as they were. */
import { orderParamsSchema } from './order.ts'
import { parse } from './parse.ts'
import { ApiError } from './problem.ts'
import type { AddRoute } from './types.ts'

/** The ranking with its inputs' digest and the router's explanation. */
export const addExplainRoute: AddRoute = (app, { deps }) => {
  app.get('/v1/orders/:id/explain', (request) => {
    const { id } = parse(orderParamsSchema, request.params)
    const record = deps.getOrder(id)
    if (!record) throw new ApiError('order_not_found', 'the order is not on chain yet or is on another network; check its id')
    const explanation = deps.getRanking(id)
    if (explanation === undefined || explanation === null) {
      throw new ApiError('not_ranked', 'the order has no ranking yet; ask again in a moment')
    }
    return { orderId: id, corridor: record.corridor, ranking: record.ranking, route: record.route, explanation }
  })
}
