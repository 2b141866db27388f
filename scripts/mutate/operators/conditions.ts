/** Flips comparisons, moves their boundaries, and swaps what is joined or chosen. */
import { childOf, type Site, spanOf } from '../ast.ts'
import type { Edit, Operator } from '../mutant.ts'

const others: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '==': ['!='],
  '!=': ['=='],
  '&&': ['||'],
  '||': ['&&'],
}

export const compare: Operator = {
  name: 'condition',
  at: ({ node, textOf }) => {
    if (node.nodeType === 'BinaryOperation') return replaceOperator({ node, textOf }, others[String(node.operator)] ?? [])
    if (node.nodeType === 'UnaryOperation' && node.operator === '!')
      return [{ ...spanOf(node), text: textOf(childOf(node, 'subExpression')) }]
    if (node.nodeType === 'Conditional') {
      const [condition, yes, no] = ['condition', 'trueExpression', 'falseExpression'].map((field) => textOf(childOf(node, field)))
      return [{ ...spanOf(node), text: `${condition} ? ${no} : ${yes}` }]
    }
    if (node.nodeType === 'IfStatement') {
      const condition = childOf(node, 'condition')
      const flippable = condition.nodeType === 'BinaryOperation' || condition.nodeType === 'UnaryOperation'
      return flippable ? [] : [{ ...spanOf(condition), text: `!(${textOf(condition)})` }]
    }
    return []
  },
}

/** A binary operation with each of the other operators. */
export function replaceOperator({ node, textOf }: Pick<Site, 'node' | 'textOf'>, operators: readonly string[]): readonly Edit[] {
  const [left, right] = [textOf(childOf(node, 'leftExpression')), textOf(childOf(node, 'rightExpression'))]
  return operators.map((operator) => ({ ...spanOf(node), text: `${left} ${operator} ${right}` }))
}
