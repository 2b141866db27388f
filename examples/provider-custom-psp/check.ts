/** `node check.ts [scripts] [seed]`: runs the conformance kit over the adapter; exit 1 when a rule breaks. Moves no money. */
import { runConformance, startSimulator } from '@paynode/node/conformance'
import { createBankDefinition } from './bank.ts'
import { createPspAdapter } from './psp.ts'

const [scripts = 1_000, seed = 1] = process.argv.slice(2).map(Number)
const apiKey = 'sandbox-key-0123456789'

const report = await runConformance(
  {
    name: 'my-bank',
    corridor: 'NGN/bank',
    secrets: [apiKey],
    startSimulator: ({ clock }) => startSimulator(createBankDefinition(apiKey), { clock }),
    createAdapter: ({ url, clock, timeoutMs, onExchange }) =>
      createPspAdapter({ id: 'my-bank:NGN/bank', clock, timeoutMs, options: { url }, secrets: { apiKey }, onExchange }),
    makeRecipient(number) {
      const account = `${3_000_000_001 + number}`
      return { recipient: { corridor: 'NGN/bank', institution: '058', account }, destination: account }
    },
  },
  { scripts, seed },
)
console.log(JSON.stringify(report, undefined, 2))
if (report.violations.length > 0) process.exitCode = 1
