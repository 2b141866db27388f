/** `npm run sim -- --seeds 1000 --json`: runs seeded histories and prints what was found as one JSON object. */
import { parseArgs } from 'node:util'
import { runHistory } from './history/runHistory.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
})
const first = Number(values.seed ?? values.from)
const count = values.seed ? 1 : Number(values.seeds)
const started = performance.now()
let findings = 0,
  flagged = 0,
  settled = 0,
  refunded = 0,
  orders = 0
for (let seed = first; seed < first + count; seed++) {
  const result = await runHistory(seed, values.trace ? { trace: (t) => console.log(t) } : {})
  flagged += result.flagged
  settled += result.settled
  refunded += result.refunded
  orders += result.orders
  if (result.findings.length > 0) {
    findings += 1
    for (const f of result.findings.slice(0, 4)) console.log(seed, f.law, f.text.slice(0, 600))
  }
}
console.log({ count, findings, orders, settled, refunded, flagged, ms: Math.round(performance.now() - started) })
