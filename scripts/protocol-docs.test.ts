/** docs/protocol names every function, event and error of the escrow, and nothing that is not there; no link in the docs is dead. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const contracts = 'packages/contracts/src'
const pages = new Map(
  readdirSync('docs/protocol').map((name) => [name.replace(/\.md$/, ''), readFileSync(`docs/protocol/${name}`, 'utf8')]),
)
const interfaces = ['IOrderEscrow', 'IProviderAccounts']
  .map((name) => readFileSync(`${contracts}/interfaces/${name}.sol`, 'utf8'))
  .join('\n')
const functions = [...interfaces.matchAll(/function (\w+)\([^;]*;/g)].map(([text, name = '']) => ({
  name,
  isView: /\b(view|pure)\b/.test(text),
}))
const writes = functions.filter(({ isView }) => !isView).map(({ name }) => name)
const views = functions.filter(({ isView }) => isView).map(({ name }) => name)
const namesOf = (kind: 'event' | 'error', source: string) =>
  [...source.matchAll(new RegExp(`\\b${kind} (\\w+)\\(`, 'g'))].map(([, name = '']) => name)
const section = (page: string, title: string) => (page.split(`\n## ${title}\n`)[1] ?? '').split('\n## ')[0] ?? ''
const namesIn = (text: string) => new Set([...text.matchAll(/`([A-Z]\w+)/g)].map(([, name = '']) => name))
const inherited = ['SafeTransfer', 'ReentrancyGuard'].flatMap((name) =>
  namesOf('error', readFileSync(`${contracts}/libraries/${name}.sol`, 'utf8')),
)
const values = [...readFileSync(`${contracts}/types/Order.sol`, 'utf8').matchAll(/enum \w+ \{([^}]*)\}/g)].flatMap(([, body = '']) =>
  [...body.matchAll(/^\s+(\w+)/gm)].map(([, name = '']) => name),
)

describe('docs/protocol', () => {
  test('finds the interfaces', () => {
    expect(writes.length).toBeGreaterThan(20)
    expect(views.length).toBeGreaterThan(10)
  })

  test.each(writes)('%s has a page that names its call, who, state, rules, events and errors, and is in the index', (name) => {
    const page = pages.get(name) ?? ''
    expect(page.startsWith(`# ${name}\n`)).toBe(true)
    for (const row of [`| call | \`${name}(`, '| who |', '| state |']) expect(page).toContain(row)
    for (const title of ['Rules', 'Before and after', 'Events', 'Errors']) expect(section(page, title).trim()).not.toBe('')
    expect(pages.get('README')).toContain(`[${name}](${name}.md)`)
  })

  test.each(views)('views.md tells what %s returns', (name) => {
    expect(pages.get('views')).toContain(`\`${name}(`)
  })

  test.each(namesOf('event', interfaces))('%s is on the page of an operation', (name) => {
    expect(writes.filter((write) => namesIn(section(pages.get(write) ?? '', 'Events')).has(name))).not.toEqual([])
  })

  test.each([...namesOf('error', interfaces), ...inherited])('%s is on the page of an operation', (name) => {
    expect(
      writes.filter((write) => namesIn(section(pages.get(write) ?? '', 'Errors') + section(pages.get(write) ?? '', 'Events')).has(name)),
    ).not.toEqual([])
  })

  test('names no event and no error that does not exist', () => {
    const known = new Set([...namesOf('event', interfaces), ...namesOf('error', interfaces), ...inherited, ...values])
    const stale = writes.flatMap((write) =>
      ['Events', 'Errors'].flatMap((title) => [...namesIn(section(pages.get(write) ?? '', title))].filter((name) => !known.has(name))),
    )
    expect(stale).toEqual([])
  })

  test.each([
    ['registry', ['IProviderRegistry']],
    ['verifiers', ['IQuorumVerifier', 'IPspKeyVerifier', 'IAllOfVerifier']],
    ['route-anchor', ['IRouteAnchor', 'ICorridorSeats']],
  ])('%s.md names every write, event and error around the escrow', (page, names) => {
    const text = pages.get(page) ?? ''
    for (const name of names) {
      expect(text).toContain(`interfaces/${name}.sol`)
      const source = readFileSync(`${contracts}/interfaces/${name}.sol`, 'utf8')
      const calls = [...source.matchAll(/function (\w+)\([^;]*;/g)]
        .filter(([call]) => !/\b(view|pure)\b/.test(call))
        .map(([, call = '']) => call)
      const thrown = page === 'verifiers' ? [] : namesOf('error', source) // theirs are thrown once, by the constructor
      expect([...calls, ...namesOf('event', source), ...thrown].filter((one) => !new RegExp(`\`${one}\\b`).test(text))).toEqual([])
    }
  })

  test('has no page without an operation', () => {
    const others = new Set(['README', 'views', 'registry', 'verifiers', 'route-anchor'])
    expect([...pages.keys()].filter((name) => !writes.includes(name) && !others.has(name))).toEqual([])
  })
})

describe('docs/invariants.md', () => {
  const cited = [...readFileSync('docs/invariants.md', 'utf8').matchAll(/\]\(\.\.\/(\S+\.sol)\)((?: `\w+`)+)/g)].flatMap(
    ([, file = '', names = '']) =>
      names
        .trim()
        .split(' ')
        .map((name) => [name.replaceAll('`', ''), file] as const),
  )

  test('cites tests', () => expect(cited.length).toBeGreaterThan(12))

  test.each(cited)('%s is in %s', (name, file) => {
    expect(readFileSync(file, 'utf8')).toContain(`function ${name}(`)
  })
})

describe('links', () => {
  const files = ['README.md', 'ARCHITECTURE.md', ...markdownIn('docs')]
  test.each(files)('%s links to files that exist', (file) => {
    const text = readFileSync(file, 'utf8').replace(/```[\s\S]*?```/g, '')
    const dead = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(dirname(file), target)))
    expect(dead).toEqual([])
  })
})

function markdownIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => name.endsWith('.md') && statSync(name).isFile())
}
