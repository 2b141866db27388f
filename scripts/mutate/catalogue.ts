/** Every mutant that the operators find in the sources. */
import { createHash } from 'node:crypto'
import { indexDeclarations, type Source, type SyntaxNode, spanOf, visit } from './ast.ts'
import type { Mutant, Operator } from './mutant.ts'
import { calculate, round } from './operators/arithmetic.ts'
import { editAssembly } from './operators/assembly.ts'
import { compare } from './operators/conditions.ts'
import { dropCheck, dropEffect, dropEvent, dropModifier, falsifyReturn } from './operators/statements.ts'
import { changeConstant, swapArguments, swapMember } from './operators/values.ts'

/** All kinds of edits. */
export const operators: readonly Operator[] = [
  compare,
  calculate,
  round,
  dropCheck,
  dropEffect,
  dropEvent,
  dropModifier,
  falsifyReturn,
  changeConstant,
  swapArguments,
  swapMember,
  editAssembly,
]

/** Lists the mutants of every source, by file and place; two edits with the same result count once. */
export function listMutants(sources: readonly Source[]): readonly Mutant[] {
  const declarations = indexDeclarations(sources)
  return sources.flatMap((source) => {
    const mutants = new Map<string, Mutant>()
    const textOf = (node: SyntaxNode) => String(source.bytes.subarray(spanOf(node).start, spanOf(node).end))
    visit(source.tree, (node, ancestors) => {
      for (const { name, at } of operators) {
        for (const edit of at({ node, ancestors, declarations, textOf })) {
          const key = `${edit.start}:${edit.end}:${edit.text}`
          const mutant = { ...edit, id: idOf(source, key), file: source.path, operator: name, line: lineOf(source, edit.start) }
          if (!mutants.has(key)) mutants.set(key, mutant)
        }
      }
    })
    return [...mutants.values()].sort((a, b) => a.start - b.start || a.end - b.end)
  })
}

/** The source's bytes with the mutant's edit. */
export function applyMutant({ bytes }: Source, { start, end, text }: Mutant): Buffer {
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(text), bytes.subarray(end)])
}

function idOf({ path, bytes }: Source, key: string): string {
  return createHash('sha256').update(path).update(bytes).update(key).digest('hex').slice(0, 16)
}

function lineOf({ bytes }: Source, offset: number): number {
  return String(bytes.subarray(0, offset)).split('\n').length
}
