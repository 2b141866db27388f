/** Answers the graph out of what the routes answer out of. */
import type { OrderId } from '@paynode/sdk/protocol'
import { z } from 'zod'
import { type OrderRecord, orderStates } from '../../orders/types.ts'
import { toHttpJson } from '../../runtime/toHttpJson.ts'
import { fromCursor, toCursorText } from '../routes/cursor.ts'
import { addressSchema, corridorSchema, orderIdSchema, parse } from '../routes/parse.ts'
import { toQuotes } from '../routes/quotes.ts'
import { toEventView } from '../routes/toEventView.ts'
import { toOrderView } from '../routes/toOrderView.ts'
import type { ApiDeps, LoggedEvent } from '../routes/types.ts'
import { MAX_PAGE } from './limitQuery.ts'

const first = z.int().min(1).max(MAX_PAGE)
const ordersSchema = z.strictObject({
  payer: addressSchema.nullish(),
  state: z.enum(orderStates).nullish(),
  first,
  after: z.string().max(120).nullish(),
})
const pageSchema = z.strictObject({ first, after: z.int().min(0) })
const quotesSchema = z.strictObject({
  corridor: corridorSchema,
  amount: z
    .string()
    .regex(/^[1-9]\d{0,37}$/, 'must be a positive whole number of token minor units')
    .transform(BigInt),
})
const orderSchema = z.strictObject({ id: orderIdSchema })

/** One resolver per field that is not a property. */
export function createResolvers(deps: ApiDeps) {
  const toOrder = (record: OrderRecord) => stringify(toOrderView(record, deps.view.order(record.id)))
  const toPage = (given: unknown, orderId?: OrderId) => {
    const { first, after } = parse(pageSchema, given)
    const events = deps.eventsAfter(after, first, orderId)
    return { items: events.map(toEvent), next: events.length === first ? (events.at(-1)?.seq ?? null) : null }
  }
  return {
    Query: {
      order: (_parent: unknown, given: unknown) => {
        const record = deps.getOrder(parse(orderSchema, given).id)
        return record ? toOrder(record) : null
      },
      orders: (_parent: unknown, given: unknown) => {
        const { payer, state, first, after } = parse(ordersSchema, given)
        const records = deps.listOrders({
          limit: first,
          after: after ? fromCursor(after) : undefined,
          ...(payer ? { payer } : {}),
          ...(state ? { state } : {}),
        })
        const last = records.length === first ? records.at(-1) : undefined
        return { items: records.map(toOrder), next: last ? toCursorText(last) : null }
      },
      events: (_parent: unknown, given: unknown) => toPage(given),
      providers: () =>
        deps.view.providers().map((entry) =>
          stringify({
            ...entry,
            inFlight: deps.view.inFlight(entry.operator),
            ...deps.view.account(entry.operator, deps.network.token.address),
          }),
        ),
      quotes: async (_parent: unknown, given: unknown) => stringify((await toQuotes(deps, parse(quotesSchema, given))).quotes),
    },
    Order: { events: ({ id }: { readonly id: OrderId }, given: unknown) => toPage(given, id) },
  }
}

function toEvent(event: LoggedEvent) {
  const { data, at, ...view } = toEventView(event)
  return { ...view, at: String(at), data: toHttpJson(data) }
}

/** Bigints as decimal strings, as in every answer. */
function stringify<value>(value: value): unknown {
  return JSON.parse(toHttpJson(value))
}
