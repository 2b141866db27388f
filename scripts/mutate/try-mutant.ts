/** Writes a mutant into a workspace, compiles and tests it, and restores the file. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Source } from './ast.ts'
import { applyMutant } from './catalogue.ts'
import type { Mutant, Outcome, Verdict } from './mutant.ts'
import type { Run, Workspace } from './workspace.ts'

/** What became of one mutant. `original` is the bytecode's digest without it. */
export async function tryMutant(
  { folder, test, digestBytecode }: Workspace,
  source: Source,
  mutant: Mutant,
  { original, timeoutSeconds }: { readonly original: string; readonly timeoutSeconds: number },
): Promise<Outcome> {
  const path = join(folder, source.path)
  writeFileSync(path, applyMutant(source, mutant))
  try {
    const run = await test(timeoutSeconds)
    const verdict = judge(run, () => digestBytecode() === original)
    const by = /^\[FAIL.*?\] (\S+?)\(/m.exec(run.output)?.[1]
    return { ...mutant, verdict, seconds: run.seconds, ...(verdict === 'killed' && by ? { by } : {}) }
  } finally {
    writeFileSync(path, source.bytes)
  }
}

function judge({ code, output }: Run, isEquivalent: () => boolean): Verdict {
  if (code === 'timeout') return 'timeout'
  if (output.includes('Compiler run failed')) return 'uncompilable'
  if (code === 0) return isEquivalent() ? 'equivalent' : 'survived'
  if (output.includes('[FAIL')) return 'killed'
  throw new Error(`forge failed for another reason than a test: ${output.slice(-2000)}`)
}
