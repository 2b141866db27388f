/** The compiler's syntax trees of the contracts, with their text: what the mutation operators look at. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import solc from 'solc'

/** A node of solc's compact AST or of its Yul AST; which further fields it has depends on `nodeType`. */
export type SyntaxNode = { readonly nodeType: string; readonly src: string; readonly [field: string]: unknown }

/** One source file; offsets in `src` count bytes, so the text is kept as bytes. */
export type Source = { readonly path: string; readonly bytes: Buffer; readonly tree: SyntaxNode }

/** Where an operator is asked for edits: a node, its ancestors (nearest last), and declarations by id. */
export type Site = {
  readonly node: SyntaxNode
  readonly ancestors: readonly SyntaxNode[]
  readonly declarations: ReadonlyMap<number, SyntaxNode>
  readonly textOf: (node: SyntaxNode) => string
}

/** Parses every `.sol` file below `folder` of the package at `root`; throws when one does not compile. */
export function parseSources(root: string, folder: string): readonly Source[] {
  const paths = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.sol'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort()
  const files = new Map(paths.map((path) => [path, readFileSync(join(root, path))]))
  const sources = Object.fromEntries(paths.map((path) => [path, { content: String(files.get(path)) }]))
  const settings = { outputSelection: { '*': { '': ['ast'] } } }
  const output = JSON.parse(solc.compile(JSON.stringify({ language: 'Solidity', sources, settings })))
  const broken = (output.errors ?? []).find((error: { severity: string }) => error.severity === 'error')
  if (broken) throw new Error(`the sources do not compile: ${broken.formattedMessage}`)
  return [...files].map(([path, bytes]) => ({ path, bytes, tree: output.sources[path].ast }))
}

/** Every node of the sources with an id, by that id. */
export function indexDeclarations(sources: readonly Source[]): ReadonlyMap<number, SyntaxNode> {
  const declarations = new Map<number, SyntaxNode>()
  for (const { tree } of sources) {
    visit(tree, (node) => {
      if (typeof node.id === 'number') declarations.set(node.id, node)
    })
  }
  return declarations
}

/** Calls `see` with every node below and including `node`, and its ancestors. */
export function visit(node: SyntaxNode, see: (node: SyntaxNode, ancestors: readonly SyntaxNode[]) => void): void {
  const walk = (value: unknown, ancestors: readonly SyntaxNode[]): void => {
    if (Array.isArray(value)) for (const item of value) walk(item, ancestors)
    else if (isNode(value)) {
      see(value, ancestors)
      const inner = [...ancestors, value]
      for (const child of Object.values(value)) walk(child, inner)
    }
  }
  walk(node, [])
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'nodeType' in value && 'src' in value
}

/** Byte offsets of a node. */
export function spanOf(node: SyntaxNode): { readonly start: number; readonly end: number } {
  const [start = 0, length = 0] = node.src.split(':').map(Number)
  return { start, end: start + length }
}

/** A field that is a node; throws when the compiler's format changed. */
export function childOf(node: SyntaxNode, field: string): SyntaxNode {
  const child = node[field]
  if (!isNode(child)) throw new Error(`${node.nodeType} has no node in "${field}": did the compiler's AST change?`)
  return child
}

/** A field that is a list of nodes; empty when absent. */
export function childrenOf(node: SyntaxNode, field: string): readonly SyntaxNode[] {
  const children = node[field]
  return Array.isArray(children) ? children.filter(isNode) : []
}

/** The compiler's type of an expression; literals have the type of their value's kind. */
export function typeOf(node: SyntaxNode): string {
  const { typeString = '' } = (node.typeDescriptions ?? {}) as { typeString?: string } // absent on statements
  return typeString.startsWith('int_const') ? 'int_const' : typeString
}
