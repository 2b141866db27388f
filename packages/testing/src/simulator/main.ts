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
let findings = 0
for (let seed = first; seed < first + count; seed++) {
  const result = await runHistory(seed, values.trace ? { trace: (t) => console.log(t) } : {})
  if (result.findings.length > 0 || values.trace) {
    findings += 1
    console.log(JSON.stringify(result, null, 1).slice(0, 3000))
  }
}
console.log(count, findings, Math.round(performance.now() - started))
