/** An explanation as a person reads it: generic, so that a newer router's fields are shown too. */
import type { Explanation } from './schemas.ts'

/** Nested data as indented `name: value` lines. */
export function toExplanationText(explanation: Explanation): string {
  return toLines(explanation, 0).join('\n')
}

function toLines(value: unknown, depth: number): string[] {
  const indent = '  '.repeat(depth)
  if (Array.isArray(value)) {
    return value.flatMap((item) => (isNested(item) ? mark(toLines(item, depth + 1), indent) : [`${indent}- ${String(item)}`]))
  }
  if (value === null || typeof value !== 'object') return [`${indent}${String(value)}`]
  return Object.entries(value).flatMap(([name, item]) =>
    isNested(item) ? [`${indent}${name}:`, ...toLines(item, depth + 1)] : [`${indent}${name}: ${String(item)}`],
  )
}

const isNested = (value: unknown) => value !== null && typeof value === 'object'

function mark([first = '', ...rest]: readonly string[], indent: string): string[] {
  return [`${indent}- ${first.trimStart()}`, ...rest]
}
