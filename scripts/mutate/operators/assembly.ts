/** The same kinds of edits inside inline assembly. */
import { childOf, childrenOf, type SyntaxNode, spanOf } from '../ast.ts'
import type { Operator } from '../mutant.ts'

const others: Readonly<Record<string, string>> = {
  add: 'sub',
  sub: 'add',
  mul: 'div',
  div: 'mul',
  lt: 'gt',
  gt: 'lt',
  and: 'or',
  or: 'and',
  shl: 'shr',
  shr: 'shl',
  eq: 'xor',
  xor: 'eq',
}

export const editAssembly: Operator = {
  name: 'assembly',
  at: ({ node, textOf }) => {
    if (node.nodeType === 'YulExpressionStatement' || node.nodeType === 'YulAssignment') return [{ ...spanOf(node), text: '{}' }]
    if (node.nodeType === 'YulIf') return [{ ...spanOf(childOf(node, 'condition')), text: '0' }]
    if (node.nodeType === 'YulLiteral' && node.kind === 'number') return [{ ...spanOf(node), text: `${BigInt(textOf(node)) + 1n}` }]
    return node.nodeType === 'YulFunctionCall' ? editCall(node, textOf) : []
  },
}

function editCall(node: SyntaxNode, textOf: (node: SyntaxNode) => string) {
  const called = childOf(node, 'functionName')
  const name = textOf(called)
  const [first] = childrenOf(node, 'arguments')
  if (name === 'iszero' && first) return [{ ...spanOf(node), text: textOf(first) }]
  return others[name] ? [{ ...spanOf(called), text: others[name] }] : []
}
