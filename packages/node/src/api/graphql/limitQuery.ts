/** Refuses queries that ask for too much, before anything of them runs: depth, fields and rows are counted, fragments included. */
import { type ASTVisitor, type FieldNode, GraphQLError, Kind, type SelectionSetNode, type ValidationContext } from 'graphql'

export const MAX_DEPTH = 6
export const MAX_FIELDS = 200
/** Rows that one query may touch: the product of its pages, summed. */
export const MAX_ROWS = 1_000
export const MAX_PAGE = 100

type Cost = { readonly depth: number; readonly fields: number; readonly rows: number }

/** A validation rule. Page sizes in variables count as the largest page, so nothing depends on the variables. */
export function limitQuery(context: ValidationContext): ASTVisitor {
  const known = new Map<string, Cost>()
  const refuse = (text: string) => context.reportError(new GraphQLError(text))
  const costOf = (selections: SelectionSetNode, open: ReadonlySet<string>): Cost => {
    let [depth, fields, rows] = [0, 0, 0]
    for (const selection of selections.selections) {
      const cost = selection.kind === Kind.FIELD ? costOfField(selection, open) : costOfFragment(selection, open)
      depth = Math.max(depth, cost.depth)
      fields += cost.fields
      rows += cost.rows
    }
    return { depth, fields, rows }
  }
  const costOfField = (field: FieldNode, open: ReadonlySet<string>): Cost => {
    const inner = field.selectionSet ? costOf(field.selectionSet, open) : { depth: 0, fields: 0, rows: 0 }
    const page = toPage(field)
    return { depth: inner.depth + 1, fields: inner.fields + 1, rows: page * (1 + inner.rows) + (page === 0 ? inner.rows : 0) }
  }
  const costOfFragment = (node: Exclude<SelectionSetNode['selections'][number], FieldNode>, open: ReadonlySet<string>): Cost => {
    if (node.kind === Kind.INLINE_FRAGMENT) return costOf(node.selectionSet, open)
    const name = node.name.value
    const fragment = context.getFragment(name)
    const cached = known.get(name)
    if (cached) return cached
    if (!fragment || open.has(name)) return { depth: 0, fields: 0, rows: 0 } // another rule refuses it
    const cost = costOf(fragment.selectionSet, new Set([...open, name]))
    known.set(name, cost)
    return cost
  }
  return {
    OperationDefinition: ({ selectionSet }) => {
      if (selectionSet.selections.some((one) => one.kind === Kind.FIELD && one.name.value.startsWith('__'))) return // the schema is public
      const { depth, fields, rows } = costOf(selectionSet, new Set())
      if (depth > MAX_DEPTH) refuse(`the query is ${depth} levels deep; ${MAX_DEPTH} are allowed`)
      if (fields > MAX_FIELDS) refuse(`the query has ${fields} fields; ${MAX_FIELDS} are allowed`)
      if (rows > MAX_ROWS) refuse(`the query may touch ${rows} rows; ${MAX_ROWS} are allowed: ask for smaller pages`)
    },
  }
}

/** Rows of a page; 0 for what has none. */
function toPage({ name, arguments: given = [] }: FieldNode): number {
  if (name.value === 'order') return 1
  if (name.value !== 'orders' && name.value !== 'events') return 0
  const first = given.find((argument) => argument.name.value === 'first')?.value
  if (!first) return 20
  return first.kind === Kind.INT ? Math.min(MAX_PAGE, Math.max(0, Number(first.value))) : MAX_PAGE
}
