/** GraphQL over every table, and each table whole at `/all/<table>` with amounts as strings. */

import { db } from 'ponder:api'
import schema from 'ponder:schema'
import { Hono } from 'hono'
import { graphql } from 'ponder'

const app = new Hono()
const tables = { order: schema.order, account: schema.account, stake: schema.stake, fees: schema.fees, pause: schema.pause }

app.get('/all/:table', async (context) => {
  const name = context.req.param('table')
  if (!isTable(name)) return context.json({ error: `no table "${name}"` }, 404)
  const rows = await db.select().from(tables[name])
  const text = JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? value.toString() : value))
  return context.body(text, 200, { 'content-type': 'application/json' })
})
app.use('/graphql', graphql({ db, schema }))

export default app

function isTable(name: string): name is keyof typeof tables {
  return Object.hasOwn(tables, name)
}
