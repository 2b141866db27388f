/** Writes docs/reference/cli.md from the commands' own help. `--check` fails when the page is not what it would write. */
import { readFileSync, writeFileSync } from 'node:fs'
import './source-condition.js'

const { createProgram } = await import('../packages/cli/src/program.ts')
const { createProgress } = await import('../packages/cli/src/output/progress.ts')

type Command = ReturnType<typeof createProgram>

const page = new URL('../docs/reference/cli.md', import.meta.url)

/** The page as the commands have it. */
export function toCommandPage(): string {
  const quiet = createProgress(process.stderr, { plain: 'quiet' })
  const program = createProgram({
    signal: AbortSignal.abort(),
    env: {},
    emit: () => {},
    progress: quiet,
    story: quiet,
    mode: () => 'text',
  })
  return `# Command line\nMade from the commands' own \`--help\` by \`npm run generate:cli\`. Every command prints one JSON object with \`--json\`. Exit codes: 0 ok, 1 failed, 2 usage, 75 try again later.\n\n${toSections(program, []).join('\n\n')}\n`
}

function toSections(command: Command, above: readonly string[]): readonly string[] {
  const path = [...above, command.name()]
  // The same page on every terminal, and without one.
  command.configureOutput({ getOutHelpWidth: () => 80, getOutHasColors: () => false })
  const own = `## ${path.join(' ')}\n\`\`\`text\n${command.helpInformation().trim()}\n\`\`\``
  const shown = command
    .createHelp()
    .visibleCommands(command)
    .filter((child) => child.name() !== 'help')
  return [own, ...shown.flatMap((child) => toSections(child, path))]
}

/** Whether the committed page is what the commands say. */
export const isCommandPageCurrent = (): boolean => readFileSync(page, 'utf8') === toCommandPage()

if (import.meta.main) {
  if (!process.argv.includes('--check')) writeFileSync(page, toCommandPage())
  else if (!isCommandPageCurrent()) {
    console.error('docs/reference/cli.md is not what the commands say; run: npm run generate:cli')
    process.exitCode = 1
  }
}
