/** Compiles a mutant, puts its code where the tests deploy it from, runs the tests that can see it, and restores the original. */
import type { Source } from './ast.ts'
import { applyMutant } from './catalogue.ts'
import type { Compiler } from './compiler.ts'
import type { Mutant, Outcome } from './mutant.ts'
import type { Selection } from './select-tests.ts'
import type { Run, Workspace } from './workspace.ts'

type Bench = {
  readonly workspace: Workspace
  readonly compiler: Compiler
  readonly select: (path: string) => Selection
  /** Creation code without any mutant, by contract. */
  readonly originals: ReadonlyMap<string, string>
  readonly timeoutSeconds: number
}

type Judgement = Pick<Outcome, 'verdict' | 'by'>

/** What became of one mutant. */
export async function tryMutant(bench: Bench, source: Source, mutant: Mutant): Promise<Outcome> {
  const started = performance.now()
  const judgement = await judge(bench, source, mutant)
  return { ...mutant, ...judgement, seconds: (performance.now() - started) / 1000 }
}

async function judge(
  { workspace, compiler, select, originals, timeoutSeconds }: Bench,
  source: Source,
  mutant: Mutant,
): Promise<Judgement> {
  const { targets, parts, stages } = select(source.path)
  const compilation = await compiler.compile({ path: source.path, content: String(applyMutant(source, mutant)), targets, parts })
  if ('error' in compilation) return { verdict: 'uncompilable' }
  const changed = Object.entries(compilation.bytecodes).filter(([name, code]) => code !== originals.get(name))
  if (changed.length === 0) return { verdict: 'equivalent' }
  try {
    for (const [name, code] of changed) workspace.writeBytecode(name, code)
    for (const files of stages) {
      const judgement = readRun(await workspace.test(timeoutSeconds, files))
      if (judgement) return judgement
    }
    return { verdict: 'survived' }
  } finally {
    for (const [name] of changed) workspace.writeBytecode(name, originals.get(name) ?? '')
  }
}

function readRun({ code, output }: Run): Judgement | undefined {
  if (code === 'timeout') return { verdict: 'timeout' }
  if (code === 0) {
    if (/[1-9]\d* tests passed/.test(output)) return undefined
    throw new Error(`forge ran no test: ${output.slice(-2000)}`)
  }
  if (!output.includes('[FAIL')) throw new Error(`forge failed for another reason than a test: ${output.slice(-2000)}`)
  const by = /^\[FAIL.*?\] (\S+?)\(/m.exec(output)?.[1]
  return { verdict: 'killed', ...(by ? { by } : {}) }
}
