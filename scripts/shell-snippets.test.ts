/** What the documentation tells people to type exists: every `paynode` command with its options, every `npm run` script, every file given to `node`. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { createProgram } from '../packages/cli/src/program.ts'

const pages = ['README.md', 'ARCHITECTURE.md', 'AGENTS.md', 'docs/**/*.md', 'packages/*/README.md', 'examples/*/README.md']
const files = globSync(pages, { exclude: (name) => /node_modules|docs\/reference\/sdk|docs\/adr/.test(String(name)) })
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly scripts: Readonly<Record<string, string>> }
const signal = new AbortController().signal
const program = createProgram({ signal, env: {}, emit() {}, mode: () => 'text' } as unknown as Parameters<typeof createProgram>[0]) // nothing is run

type Command = ReturnType<typeof createProgram>
type Typed = { readonly file: string; readonly line: string }

/** Lines of shell blocks, continued ones joined, comments away; and inline code that begins with a command. */
function findTyped(file: string): readonly Typed[] {
  const text = readFileSync(file, 'utf8')
  const blocks = [...text.matchAll(/```(?:sh|bash|shell)\n([\s\S]*?)```/g)].flatMap(([, body = '']) =>
    body.replaceAll(/\\\n\s*/g, ' ').split('\n'),
  )
  const inline = [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`((?:npx )?paynode [^`\n]+|npm run [^`\n]+)`/g)].map(
    ([, body = '']) => body,
  )
  return [...blocks, ...inline].map((line) => ({ file, line: line.replace(/\s#.*$/, '').trim() })).filter(({ line }) => line !== '')
}

const typed = files.flatMap(findTyped)

test('there is something to look at', () => {
  expect(typed.length).toBeGreaterThan(60)
})

test('every paynode command and option exists', () => {
  const wrong = typed.flatMap(({ file, line }) =>
    line.split(/&&|\|\||[|;]/).flatMap((part) => {
      const words = part
        .trim()
        .replace(/^(npx|node) /, '')
        .split(/\s+/)
      if (words[0] !== 'paynode') return []
      const problem = whyWrong(words.slice(1))
      return problem === undefined ? [] : [`${file}: ${line} (${problem})`]
    }),
  )
  expect(wrong).toEqual([])
})

test('every npm script exists', () => {
  const wrong = typed.flatMap(({ file, line }) => {
    const [, name] = /\bnpm run (?:--silent )?([\w:-]+)/.exec(line) ?? []
    const own = join(dirname(file), 'package.json')
    const known = existsSync(own) ? { ...scripts, ...JSON.parse(readFileSync(own, 'utf8')).scripts } : scripts
    return name === undefined || known[name] !== undefined || foreign.has(name) ? [] : [`${file}: ${line}`]
  })
  expect(wrong).toEqual([])
})

test('every file given to node exists', () => {
  const wrong = typed.flatMap(({ file, line }) => {
    const [, path] = /^node (?:-C \S+ )?([\w./-]+\.[jt]s)\b/.exec(line) ?? []
    return path === undefined || existsSync(path) || existsSync(join(dirname(file), path)) ? [] : [`${file}: ${line}`]
  })
  expect(wrong).toEqual([])
})

/** Scripts of the reader's own project. */
const foreign: ReadonlySet<string> = new Set(['dev'])

function whyWrong(words: readonly string[]): string | undefined {
  let command: Command = program
  const known = () => {
    const all: string[] = ['--help']
    for (let at: Command | null = command; at; at = at.parent)
      all.push(...at.options.flatMap(({ long, short }) => [long, short].flatMap((name) => name ?? [])))
    return all
  }
  for (const word of words) {
    if (word === '…' || word === '...') continue
    const next = command.commands.find((child) => child.name() === word.replace(/[.,:]$/, ''))
    if (next) command = next
    else if (word.startsWith('-') && !known().includes(word.split('=')[0] ?? '')) return `${command.name()} has no ${word}`
    else if (command === program && !word.startsWith('-') && !word.startsWith('<')) return `there is no command ${word}`
  }
  return undefined
}
