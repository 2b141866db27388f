/**
 * Measures the gas of every step with real transactions on a local chain and compares it with the committed snapshot:
 * `npm run bench:gas [-- --json | --update | --breakdown]`. Exits with 1 when a step is missing or more than 1 % worse.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { startChain } from '../packages/contracts/bench/anvil.ts'
import { buildArtifacts } from '../packages/contracts/bench/artifacts.ts'
import { printBreakdown } from '../packages/contracts/bench/breakdown.ts'
import { compare, type Snapshot, toSnapshot } from '../packages/contracts/bench/compare.ts'
import { measureAll } from '../packages/contracts/bench/measure.ts'
import { printTable } from '../packages/contracts/bench/printTable.ts'
import { createStage } from '../packages/contracts/bench/stage.ts'
import { createWorld } from '../packages/contracts/bench/world.ts'

const file = new URL('../packages/contracts/snapshots/gas.json', import.meta.url)
const flags = new Set(process.argv.slice(2))

buildArtifacts()
const chain = await startChain({ traced: flags.has('--breakdown') })
try {
  const world = await createWorld(chain)
  const measures = await measureAll(await createStage(world))
  const steps = toSnapshot(measures)
  if (flags.has('--update')) writeFileSync(file, `${JSON.stringify(steps, null, 2)}\n`)
  const regressions = compare(readSnapshot(), steps)
  if (flags.has('--json')) process.stdout.write(`${JSON.stringify({ steps, regressions })}\n`)
  else process.stdout.write(printTable(steps, regressions))
  if (flags.has('--breakdown')) process.stdout.write(await printBreakdown(world, measures))
  if (regressions.length > 0) process.exitCode = 1
} finally {
  await chain.close()
}

function readSnapshot(): Snapshot {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Snapshot // our own file
  } catch (cause) {
    throw new Error('there is no gas snapshot: run `npm run bench:gas -- --update` and commit it', { cause })
  }
}
