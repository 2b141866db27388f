/** Takes the quick start apart: the commands that a newcomer types and the file that they write, as the page has them. */
import { readFileSync } from 'node:fs'

/** The page's own promise. */
const MOST_COMMANDS = 5
const MOST_LINES = 20

/** What the page tells to do. */
export type QuickStart = { readonly commands: readonly string[]; readonly code: string }

/** @throws when the page asks for more than it promises, or has no code. */
export function readQuickStart(path: URL): QuickStart {
  const page = readFileSync(path, 'utf8')
  const commands = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = '']) => block.trim().split('\n'))
  const [, code = ''] = /^```tsx\n(.*?)^```$/ms.exec(page) ?? []
  const lines = code.split('\n').filter((line) => line.trim() !== '').length
  if (commands.length === 0 || commands.length > MOST_COMMANDS)
    throw new Error(`the quick start has ${commands.length} commands, not 1 to ${MOST_COMMANDS}`)
  if (lines === 0 || lines > MOST_LINES) throw new Error(`the quick start has ${lines} lines of code, not 1 to ${MOST_LINES}`)
  return { commands, code }
}
