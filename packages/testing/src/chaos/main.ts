/** `npm run chaos -- --minutes 3 --json`: breaks a real local network for a while and says whether everybody got what was owed. */
import { runForMinutes } from '../runForMinutes.ts'
import { runChaos } from './runChaos.ts'

const usage = `Usage: npm run chaos -- [--minutes N] [--seed N] [--json]

  --minutes N   how long orders and faults keep coming (3)
  --seed N      which faults strike when (1)
  --json        print one JSON object and nothing else on stdout

Exits 1 unless every order ended, none was paid twice, and the contract holds what it owes.`

await runForMinutes(runChaos, { usage, minutes: 3 })
