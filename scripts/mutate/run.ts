/** Tries mutants in parallel workspaces, skipping those that an earlier run has judged. */
import type { Source } from './ast.ts'
import type { Journal } from './journal.ts'
import type { Mutant, Outcome } from './mutant.ts'
import { tryMutant } from './try-mutant.ts'
import { openWorkspace, type Workspace } from './workspace.ts'

const FUZZ_RUNS = 64
const BASELINE_TIMEOUT_SECONDS = 900

type Deps = { readonly sources: readonly Source[]; readonly journal: Journal; readonly log: (line: string) => void }

/** The outcomes in the mutants' order. Throws when the tests fail without any mutant. */
export async function runMutants(deps: Deps, mutants: readonly Mutant[], jobs: number): Promise<readonly Outcome[]> {
  const outcomes = new Map<string, Outcome>()
  for (const { id } of mutants) {
    const known = deps.journal.find(id)
    if (known) outcomes.set(id, known)
  }
  const open = mutants.filter(({ id }) => !outcomes.has(id))
  deps.log(`${mutants.length} mutants, ${outcomes.size} known from an earlier run`)
  const queue = open.values()
  const work = async () => {
    const ready = await prepareWorkspace(deps.log)
    try {
      for (const mutant of queue) {
        const source = deps.sources.find(({ path }) => path === mutant.file)
        if (!source) throw new Error(`no source ${mutant.file}`)
        const outcome = await tryMutant(ready.workspace, source, mutant, ready)
        deps.journal.add(outcome)
        outcomes.set(mutant.id, outcome)
        const place = `${mutant.file}:${mutant.line} ${mutant.operator}`
        deps.log(`${outcomes.size}/${mutants.length} ${outcome.verdict} ${outcome.seconds.toFixed(1)} s ${place}`)
      }
    } finally {
      ready.workspace.close()
    }
  }
  if (open.length > 0) await Promise.all(Array.from({ length: Math.min(jobs, open.length) }, work))
  return mutants.flatMap(({ id }) => outcomes.get(id) ?? [])
}

/** Compiles without the optimizer, which halves the time, unless the sources need it to compile. */
async function prepareWorkspace(
  log: Deps['log'],
): Promise<{ readonly workspace: Workspace; readonly original: string; readonly timeoutSeconds: number }> {
  let reason = ''
  for (const optimizer of [false, true]) {
    const workspace = await openWorkspace(optimizer, FUZZ_RUNS)
    const first = await workspace.test(BASELINE_TIMEOUT_SECONDS)
    const again = first.code === 0 ? await workspace.test(BASELINE_TIMEOUT_SECONDS) : first
    if (again.code === 0 && /[1-9]\d* tests passed/.test(again.output)) {
      log(`baseline ${optimizer ? 'with' : 'without'} optimizer: ${first.seconds.toFixed(1)} s, tests alone ${again.seconds.toFixed(1)} s`)
      return { workspace, original: workspace.digestBytecode(), timeoutSeconds: 60 + 10 * again.seconds }
    }
    workspace.close()
    log(`baseline ${optimizer ? 'with' : 'without'} optimizer failed`)
    reason = first.output.slice(-3000)
  }
  throw new Error(`the tests fail without any mutant: ${reason}`)
}
