/** Tries mutants in parallel workspaces, skipping those that an earlier run has judged. */
import type { Source } from './ast.ts'
import { startCompiler } from './compiler.ts'
import type { Journal } from './journal.ts'
import type { Mutant, Outcome } from './mutant.ts'
import { createSelector } from './select-tests.ts'
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
  const open = mutants.filter(({ id }) => !outcomes.has(id)).sort((a, b) => (a.id < b.id ? -1 : 1)) // no order: a run that is stopped is a sample
  deps.log(`${mutants.length} mutants, ${outcomes.size} known from an earlier run`)
  const queue = open.values()
  const work = async (prepared: Prepared) => {
    const bench = await openBench(deps, prepared)
    try {
      for (const mutant of queue) {
        const source = deps.sources.find(({ path }) => path === mutant.file)
        if (!source) throw new Error(`no source ${mutant.file}`)
        const outcome = await tryMutant(bench, source, mutant)
        deps.journal.add(outcome)
        outcomes.set(mutant.id, outcome)
        const place = `${mutant.file}:${mutant.line} ${mutant.operator}`
        deps.log(`${outcomes.size}/${mutants.length} ${outcome.verdict} ${outcome.seconds.toFixed(1)} s ${place}`)
      }
    } finally {
      await bench.compiler.close()
      bench.workspace.close()
    }
  }
  if (open.length > 0) {
    const first = await prepareWorkspace(deps.log)
    const copies = Array.from({ length: Math.min(jobs, open.length) - 1 }, () => {
      return { ...first, workspace: openWorkspace(first.optimizer, FUZZ_RUNS, first.workspace.folder) }
    })
    await Promise.all([first, ...copies].map(work))
  }
  return mutants.flatMap(({ id }) => outcomes.get(id) ?? [])
}

type Prepared = { readonly workspace: Workspace; readonly optimizer: boolean; readonly seconds: number }

/** A compiler beside the workspace; checks that it makes the very code that the tests passed with. */
async function openBench({ sources }: Deps, { workspace, optimizer, seconds }: Prepared) {
  const compiler = startCompiler(workspace.folder, optimizer)
  const select = createSelector(workspace.folder)
  const originals = new Map<string, string>()
  for (const { path, bytes } of sources) {
    const name = /^src\/(\w+)\.sol$/.exec(path)?.[1]
    if (!name) continue
    const { targets, parts } = select(path)
    const compilation = await compiler.compile({ path, content: String(bytes), targets, parts })
    const original = workspace.readBytecode(name)
    if ('error' in compilation || compilation.bytecodes[name] !== original) throw new Error(`forge compiles ${name} in another way`)
    originals.set(name, original)
  }
  return { workspace, compiler, select, originals, timeoutSeconds: 60 + 10 * seconds }
}

/** Compiles without the optimizer, which halves the time, unless the sources need it to compile; the tests must pass. */
async function prepareWorkspace(log: Deps['log']): Promise<Prepared> {
  let reason = ''
  for (const optimizer of [false, true]) {
    const workspace = openWorkspace(optimizer, FUZZ_RUNS)
    const first = await workspace.test(BASELINE_TIMEOUT_SECONDS)
    const again = first.code === 0 ? await workspace.test(BASELINE_TIMEOUT_SECONDS) : first
    if (again.code === 0 && /[1-9]\d* tests passed/.test(again.output)) {
      log(`baseline ${optimizer ? 'with' : 'without'} optimizer: ${first.seconds.toFixed(1)} s, tests alone ${again.seconds.toFixed(1)} s`)
      return { workspace, optimizer, seconds: again.seconds }
    }
    workspace.close()
    log(`baseline ${optimizer ? 'with' : 'without'} optimizer failed`)
    reason = first.output.slice(-3000)
  }
  throw new Error(`the tests fail without any mutant: ${reason}`)
}
