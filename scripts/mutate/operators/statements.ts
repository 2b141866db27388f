/** Drops checks, effects, events, calls and modifiers, and falsifies what is returned. */
import { childOf, childrenOf, isNode, type SyntaxNode, spanOf, typeOf } from '../ast.ts'
import type { Operator } from '../mutant.ts'

export const dropCheck: Operator = {
  name: 'drop check',
  at: ({ node }) =>
    node.nodeType === 'IfStatement' && !isNode(node.falseBody) && leaves(childOf(node, 'trueBody'))
      ? [{ ...spanOf(childOf(node, 'condition')), text: 'false' }]
      : [],
}

export const dropEvent: Operator = {
  name: 'drop event',
  at: ({ node }) => (node.nodeType === 'EmitStatement' ? [dropStatement(node)] : []),
}

export const dropEffect: Operator = {
  name: 'drop effect',
  at: ({ node, ancestors }) =>
    node.nodeType === 'ExpressionStatement' && ancestors.at(-1)?.nodeType !== 'ForStatement' ? [dropStatement(node)] : [],
}

export const dropModifier: Operator = {
  name: 'drop modifier',
  at: ({ node }) => (node.nodeType === 'ModifierInvocation' && node.kind === 'modifierInvocation' ? [{ ...spanOf(node), text: '' }] : []),
}

export const falsifyReturn: Operator = {
  name: 'return',
  at: ({ node, textOf }) => {
    if (node.nodeType !== 'Return' || !isNode(node.expression)) return []
    const expression = node.expression
    const type = typeOf(expression)
    if (type === 'bool' && expression.nodeType !== 'Literal') return [{ ...spanOf(expression), text: `!(${textOf(expression)})` }]
    if (/^u?int\d+$|^bytes32$/.test(type)) return [{ ...spanOf(expression), text: '0' }]
    return type === 'address' ? [{ ...spanOf(expression), text: 'address(0)' }] : []
  },
}

/** True for a body that does nothing but revert or return. */
function leaves(body: SyntaxNode): boolean {
  const statements = body.nodeType === 'Block' ? childrenOf(body, 'statements') : [body]
  const [only] = statements
  return statements.length === 1 && (only?.nodeType === 'RevertStatement' || only?.nodeType === 'Return' || only?.nodeType === 'Continue')
}

/** The compiler leaves the semicolon out of a statement's span. */
function dropStatement(node: SyntaxNode) {
  const { start, end } = spanOf(node)
  return { start, end: end + 1, text: '{}' }
}
