/** `npm run soak -- --minutes 30 --json`: a steady stream of orders through a real local network, and whether its daemons keep their memory. */
import { runForMinutes } from '../runForMinutes.ts'
import { runSoak } from './runSoak.ts'

const usage = `Usage: npm run soak -- [--minutes N] [--seed N] [--json]

  --minutes N   how long orders keep coming (30)
  --seed N      which orders come (1)
  --json        print one JSON object and nothing else on stdout

Exits 1 unless what each daemon keeps on its heap stays within ten percent once it is warm.`

await runForMinutes(runSoak, { usage, minutes: 30 })
