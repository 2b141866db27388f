/** Changes constants, swaps arguments of one type, and reads another member of the same type. */
import { childrenOf, type Site, type SyntaxNode, spanOf, typeOf } from '../ast.ts'
import type { Edit, Operator } from '../mutant.ts'

export const changeConstant: Operator = {
  name: 'constant',
  at: ({ node, ancestors, textOf }) => {
    if (node.nodeType !== 'Literal' || ancestors.at(-1)?.nodeType === 'ArrayTypeName') return []
    const text = textOf(node)
    if (node.kind === 'bool') return [{ ...spanOf(node), text: text === 'true' ? 'false' : 'true' }]
    if (node.kind === 'number') return [{ ...spanOf(node), text: `(${text} + 1)` }]
    if (node.kind === 'string' && text.length > 2) return [{ ...spanOf(node), text: `${text.slice(0, -1)} ${text.slice(-1)}` }]
    return node.kind === 'hexString' ? [{ ...spanOf(node), text: `${text.slice(0, -1)}00${text.slice(-1)}` }] : []
  },
}

export const swapArguments: Operator = {
  name: 'swap arguments',
  at: ({ node, textOf }) => {
    if (node.nodeType !== 'FunctionCall' || node.kind === 'typeConversion') return []
    const given = childrenOf(node, 'arguments')
    return given.flatMap((first, index): readonly Edit[] => {
      const second = given.slice(index + 1).find((other) => typeOf(other) === typeOf(first) && textOf(other) !== textOf(first))
      if (!second) return []
      const [{ start, end }, other] = [spanOf(first), spanOf(second)]
      const between = textOf({ nodeType: 'between', src: `${end}:${other.start - end}:0` })
      return [{ start, end: other.end, text: `${textOf(second)}${between}${textOf(first)}` }]
    })
  },
}

export const swapMember: Operator = {
  name: 'swap member',
  at: ({ node, declarations }) => {
    if (node.nodeType !== 'MemberAccess' || typeof node.referencedDeclaration !== 'number') return []
    const sibling = nextOfItsType(node.referencedDeclaration, declarations)
    if (!sibling || typeof node.memberLocation !== 'string') return []
    return [{ ...spanOf({ nodeType: 'name', src: node.memberLocation }), text: String(sibling.name) }]
  },
}

/** The member after it, in the same enum, or in the same struct and of the same type; the first follows the last. */
function nextOfItsType(id: number, declarations: Site['declarations']): SyntaxNode | undefined {
  const member = declarations.get(id)
  const owner = [...declarations.values()].find(
    (node) =>
      (node.nodeType === 'EnumDefinition' || node.nodeType === 'StructDefinition') &&
      childrenOf(node, 'members').some((it) => it.id === id),
  )
  if (!member || !owner) return undefined
  const kin = childrenOf(owner, 'members').filter((other) => typeOf(other) === typeOf(member))
  const next = kin[(kin.findIndex((other) => other.id === id) + 1) % kin.length]
  return next?.id === id ? undefined : next
}
