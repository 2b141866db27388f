/** Tries the baselines' settings on the tuning seeds and prints their regret summed over S1–S9, best of each family first. */
import { withGates } from '../policies/withGates.ts'
import { runWorld } from '../run/runWorld.ts'
import { scenarios } from '../scenarios/scenarios.ts'
import { createWorld } from '../world/createWorld.ts'
import { listSettings } from './grids.ts'
import { parseSeeds } from './parseArguments.ts'
import { SUMMED } from './summarise.ts'

const [first, last] = parseSeeds(process.argv[2] ?? '1-20')
const orders = Number(process.argv[3] ?? 3_000)
if (last > 20 || !(orders >= 1)) throw new RangeError('tune [seeds within 1-20] [orders]: the other seeds are for the report')
const settings = listSettings().map((setting) => ({ ...setting, regret: 0 }))
const gated = settings.map(({ maker }) => withGates(maker))
for (const scenario of scenarios.filter(({ id }) => SUMMED.includes(id))) {
  for (let seed = first; seed <= last; seed++) {
    const world = createWorld({ scenario, seed, orders })
    for (const [index, setting] of settings.entries()) {
      const maker = gated[index]
      if (maker) setting.regret += (100 * runWorld(world, maker).regret) / (last - first + 1)
    }
  }
  process.stderr.write(`${scenario.id} done\n`)
}
for (const { family, parameters, regret } of settings.sort(
  (left, right) => left.family.localeCompare(right.family) || left.regret - right.regret,
))
  process.stdout.write(`${family.padEnd(8)} ${regret.toFixed(2).padStart(8)}  ${parameters}\n`)
