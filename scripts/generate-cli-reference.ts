/** Writes docs/reference/cli.md from the commands' own help. `--check` fails when the page is not what it would write. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

const PAGE = 'docs/reference/cli.md'
const help = (path: readonly string[]) =>
  execFileSync(process.execPath, ['packages/cli/bin/paynode.js', ...path, '--help'], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  }).trim()

/** Names of the commands that a help text lists. */
function toCommands(text: string): readonly string[] {
  const [, listed = ''] = text.split(/^Commands:\n/m)
  return [...listed.matchAll(/^ {2}([a-z][a-z-]*)(?= |$)/gm)].map(([, name = '']) => name).filter((name) => name !== 'help')
}

function toSections(path: readonly string[]): readonly string[] {
  const text = help(path)
  const own = `## paynode ${path.join(' ')}`.trimEnd()
  return [`${own}\n\`\`\`text\n${text}\n\`\`\``, ...toCommands(text).flatMap((name) => toSections([...path, name]))]
}

const page = `# Command line\nMade from the commands' own \`--help\` by \`npm run generate:cli\`. Every command prints one JSON object with \`--json\`. Exit codes: 0 ok, 1 failed, 2 usage, 75 try again later.\n\n${toSections([]).join('\n\n')}\n`
if (!process.argv.includes('--check')) writeFileSync(PAGE, page)
else if (readFileSync(PAGE, 'utf8') !== page) {
  process.stderr.write(`${PAGE} is not what the commands say; run: npm run generate:cli\n`)
  process.exitCode = 1
}
