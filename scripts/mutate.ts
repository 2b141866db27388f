/**
 * The mutation check: edits the contracts in small ways, one at a time, and tells which edits no test notices.
 * `npm run mutate -- [--only Signatures.sol] [--sample 200] [--seed 1] [--jobs 1] [--survivors] [--list] [--json]`
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { parseSources } from './mutate/ast.ts'
import { listMutants } from './mutate/catalogue.ts'
import { explain } from './mutate/explained.ts'
import { openJournal } from './mutate/journal.ts'
import type { Outcome } from './mutate/mutant.ts'
import { printReport, tally } from './mutate/report.ts'
import { runMutants } from './mutate/run.ts'
import { drawSample } from './mutate/sample.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] }, // files whose path contains this
    sample: { type: 'string', default: '200' }, // mutants to try; "all" for every one
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' }, // copies that work at the same time, about 1 GB and 1.5 cores each
    survivors: { type: 'boolean', default: false }, // trust what other tests killed earlier; try survivors again
    list: { type: 'boolean', default: false }, // show the mutants, try none
    json: { type: 'boolean', default: false },
    min: { type: 'string', default: '95' }, // percent that must be noticed
  },
})

const contracts = fileURLToPath(new URL('../packages/contracts', import.meta.url))
const sources = parseSources(contracts, 'src')
const isWanted = (file: string) => values.only.length === 0 || values.only.some((part) => file.includes(part))
const all = listMutants(sources).filter(({ file }) => isWanted(file) && !file.startsWith('src/tokens/')) // those are for test networks
const chosen = values.sample === 'all' ? all : drawSample(all, Number(values.sample), Number(values.seed))

if (values.list) {
  for (const { id, file, line, operator, text } of chosen)
    process.stdout.write(`${id} ${file}:${line} ${operator}: ${text.split('\n')[0]}\n`)
  process.stderr.write(`${chosen.length} of ${all.length} mutants\n`)
} else {
  const journal = openJournal(`${contracts}/cache/mutation.jsonl`, contracts, values.survivors)
  const log = (line: string) => process.stderr.write(`${line}\n`)
  const tried = await runMutants({ sources, journal, log }, chosen, Number(values.jobs))
  const outcomes = tried.map((outcome): Outcome => {
    const source = sources.find(({ path }) => path === outcome.file)
    const why = outcome.verdict === 'survived' && source ? explain(outcome, source) : undefined
    return why ? { ...outcome, verdict: 'explained', by: why } : outcome
  })
  const summary = { mutants: all.length, tried: chosen.length, seed: Number(values.seed), ...tally(outcomes) }
  process.stdout.write(values.json ? `${JSON.stringify({ ...summary, outcomes })}\n` : printReport(outcomes, sources))
  if (summary.rate < Number(values.min)) process.exitCode = 1
}
