/** `npm run bench:gossip -- --daemons 50 --epochs 4 --seconds 5 --attack forge --json`. */
import { parseArgs } from 'node:util'
import { type Attack, benchGossip } from './benchGossip.ts'

const { values } = parseArgs({
  options: {
    daemons: { type: 'string', default: '50' },
    epochs: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '5' },
    /** `flood` or `forge`. */
    attack: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const result = await benchGossip({
  daemons: Number(values.daemons),
  epochs: Number(values.epochs),
  epochSeconds: Number(values.seconds),
  attack: values.attack as Attack | undefined,
  onProgress: (text) => process.stderr.write(`${text}\n`),
})
process.stdout.write(`${JSON.stringify(result, undefined, values.json ? undefined : 2)}\n`)
process.exit()
