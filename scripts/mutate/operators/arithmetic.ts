/** Swaps arithmetic operators and the side that a division rounds to. */
import { childOf, isNode, spanOf, typeOf } from '../ast.ts'
import type { Operator } from '../mutant.ts'
import { replaceOperator } from './conditions.ts'

const others: Readonly<Record<string, readonly string[]>> = {
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['/'],
  '|': ['&'],
  '&': ['|'],
  '^': ['|'],
  '<<': ['>>'],
  '>>': ['<<'],
}

export const calculate: Operator = {
  name: 'arithmetic',
  at: ({ node, textOf }) => {
    if (node.nodeType === 'BinaryOperation') return replaceOperator({ node, textOf }, others[String(node.operator)] ?? [])
    if (node.nodeType !== 'Assignment' || node.operator === '=') return []
    const swapped = others[String(node.operator).slice(0, -1)] ?? []
    const [left, right] = [textOf(childOf(node, 'leftHandSide')), textOf(childOf(node, 'rightHandSide'))]
    return swapped.map((operator) => ({ ...spanOf(node), text: `${left} ${operator}= ${right}` }))
  },
}

export const round: Operator = {
  name: 'rounding',
  at: ({ node, textOf }) => {
    if (node.nodeType !== 'BinaryOperation') return []
    const [left, right] = [childOf(node, 'leftExpression'), childOf(node, 'rightExpression')]
    if (node.operator === '/' && typeOf(node).startsWith('uint')) {
      return [{ ...spanOf(node), text: `(${textOf(left)} + ${textOf(right)} - 1) / ${textOf(right)}` }]
    }
    // x + y - 1, which rounds a division by y up
    const roundsUp = node.operator === '-' && textOf(right) === '1' && left.nodeType === 'BinaryOperation' && left.operator === '+'
    return roundsUp && isNode(left.leftExpression) ? [{ ...spanOf(node), text: textOf(left.leftExpression) }] : []
  },
}
