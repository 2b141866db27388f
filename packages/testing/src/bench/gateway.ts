/** `npm run bench:gateway -- --orders 10000 --streams 1000 --seconds 8 --connections 20 --json`. */
import { parseArgs } from 'node:util'
import { benchGateway } from './benchGateway.ts'

const number = (text: string) => ({ type: 'string' as const, default: text })
const { values } = parseArgs({
  options: {
    orders: number('10000'),
    streams: number('1000'),
    seconds: number('8'),
    connections: number('20'),
    json: { type: 'boolean', default: false },
  },
})
const { orders, streams, seconds, connections, json } = values
const result = await benchGateway({
  orders: Number(orders),
  streams: Number(streams),
  seconds: Number(seconds),
  connections: Number(connections),
})
process.stdout.write(`${JSON.stringify(result, undefined, json ? undefined : 2)}\n`)
