/** `npm run bench:engine -- --orders 2000 --json`. */
import { parseArgs } from 'node:util'
import { benchEngine } from './benchEngine.ts'

const { values } = parseArgs({ options: { orders: { type: 'string', default: '1000' }, json: { type: 'boolean', default: false } } })
process.stdout.write(`${JSON.stringify(await benchEngine({ orders: Number(values.orders) }), undefined, values.json ? undefined : 2)}\n`)
