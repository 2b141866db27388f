/** One small edit of one source file, and what became of it. */
import type { Site } from './ast.ts'

/** Replaces the bytes from `start` to `end` with `text`. */
export type Edit = { readonly start: number; readonly end: number; readonly text: string }

/** A kind of edit: asked at every node, answers with the edits that apply there. */
export type Operator = { readonly name: string; readonly at: (site: Site) => readonly Edit[] }

/** An edit of a known file; `id` stays the same while the file does. */
export type Mutant = Edit & {
  readonly id: string
  readonly file: string
  readonly operator: string
  readonly line: number
}

/**
 * killed: a test failed · survived: none did · explained: none did, and `explained.ts` says why none can · equivalent: the same bytecode as the original, so no test could tell ·
 * uncompilable: not a program · timeout: the tests did not end, which a CI would notice, so it counts as killed.
 */
export type Verdict = 'killed' | 'survived' | 'explained' | 'equivalent' | 'uncompilable' | 'timeout'

export type Outcome = Mutant & {
  readonly verdict: Verdict
  /** The first failing test, when killed; why, when explained. */
  readonly by?: string
  readonly seconds: number
}
