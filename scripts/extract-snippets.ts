/**
 * Writes every TypeScript block of the documentation and of the SDK's doc comments into `.snippets`, one module each, so that `tsc` checks
 * them with everything else. What a block takes as given is declared in `scripts/snippets.d.ts`; a block that needs more says so in the
 * line before it: `<!-- given: declare const key: string -->`; one that a test runs as it stands is left to that: `<!-- run by: … -->`.
 * Examples of doc comments may use any export of the SDK without importing it.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as sdk from '@paynode/sdk'

const OUT = '.snippets'
const pages = ['README.md', 'ARCHITECTURE.md', 'docs/**/*.md', 'packages/*/README.md', 'examples/*/README.md']
rmSync(OUT, { recursive: true, force: true })
const react = readFileSync('packages/sdk/src/exports/react.ts', 'utf8') // JSX: not to be imported here
const names = { '@paynode/sdk': Object.keys(sdk), '@paynode/sdk/react': [...new Set(react.match(/\b[A-Z]\w+(?=\.tsx')/g))] }
let count = 0
for (const path of pages.flatMap((pattern) => globSync(pattern))) {
  if (path.includes('node_modules') || path.startsWith('docs/reference/sdk')) continue
  const blocks = readFileSync(path, 'utf8').matchAll(/(?:^<!-- (given|run by): (.*?) -->\n)?^```(tsx?)\n([\s\S]*?)^```$/gm)
  for (const [index, [, kind, given = '', language = 'ts', code = '']] of [...blocks].entries())
    if (kind !== 'run by') write(path, index, language, given, code)
}
for (const path of globSync('packages/sdk/src/**/*.{ts,tsx}')) {
  const examples = readFileSync(path, 'utf8').matchAll(/^ *\* @example *\n((?: *\*(?! @|\/).*\n)+)/gm)
  for (const [index, [, text = '']] of [...examples].entries()) {
    const code = text.replaceAll(/^ *\* ?(?:```.*)?/gm, '')
    write(path, index, 'ts', importUsed(code), code)
  }
}
process.stdout.write(`${count} snippets in ${OUT}\n`)

function write(path: string, index: number, language: string, given: string, code: string): void {
  const file = join(OUT, `${path.replace(/\.\w+$/, '')}-${index + 1}.${language === 'tsx' || /^<\w/m.test(code) ? 'tsx' : 'ts'}`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `/** ${path}, block ${index + 1}. */\n${given}\n${exported(code)}\nexport {}\n`)
  count += 1
}

/** Made for a reader, who goes on with what it declares: nothing is unused. */
function exported(code: string): string {
  return code.replaceAll(/^(const|let|type|class|(?:async )?function) /gm, 'export $1 ')
}

function importUsed(code: string): string {
  return Object.entries(names)
    .map(([api, all]) => [api, all.filter((name) => new RegExp(`\\b${name}\\b`).test(code))] as const)
    .filter(([, used]) => used.length > 0)
    .map(([api, used]) => `import { ${used.join(', ')} } from '${api}'`)
    .join('\n')
}
