/** `npm run bench:backfill -- --orders 10000 --json`. */
import { parseArgs } from 'node:util'
import { benchBackfill } from './benchBackfill.ts'

const { values } = parseArgs({ options: { orders: { type: 'string', default: '20000' }, json: { type: 'boolean', default: false } } })
process.stdout.write(`${JSON.stringify(await benchBackfill({ orders: Number(values.orders) }), undefined, values.json ? undefined : 2)}\n`)
process.exit()
