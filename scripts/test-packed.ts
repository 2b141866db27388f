/**
 * `npm run test:packed`: builds and packs the packages, then follows docs/start/dapp.md line by line in an empty folder, with the tarballs in the
 * place of the published packages: its commands, its code, and at last an order paid by clicking. Needs the npm registry and Chromium.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run, runUntil } from './packed/commands.ts'
import { payInBrowser } from './packed/payInBrowser.ts'
import { readQuickStart } from './packed/readQuickStart.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const started = performance.now()
const say = (text: string) => process.stdout.write(`${((performance.now() - started) / 1_000).toFixed(0).padStart(4)} s  ${text}\n`)

const quickStart = readQuickStart(new URL('../docs/start/dapp.md', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'paynode-packed-'))
const stops: (() => Promise<void>)[] = []
try {
  say('building and packing')
  await run('npm run build', root)
  for (const name of ['sdk', 'node', 'lab', 'cli']) await run(`npm pack --pack-destination ${directory}`, join(root, 'packages', name))
  const tarballs = readdirSync(directory).map((file) => join(directory, file))
  const clickable = await follow(tarballs)
  say('type-checking and building the app')
  await run('npm run build', join(directory, 'shop'))
  say(`paying at ${clickable}`)
  await payInBrowser(clickable)
  const lines = quickStart.code.split('\n').filter((line) => line.trim() !== '').length
  say(`paid: ${quickStart.commands.length} commands, ${lines} lines of code`)
} finally {
  for (const stop of stops.reverse()) await stop()
  rmSync(directory, { recursive: true, force: true })
}

/** Types the page's commands. The app's address, once it runs. */
async function follow(tarballs: readonly string[]): Promise<string> {
  let cwd = directory
  for (const command of quickStart.commands) {
    say(`$ ${command}`)
    const folder = /^cd (\S+)$/.exec(command)?.[1]
    if (folder) cwd = join(cwd, folder)
    else if (command.startsWith('npx paynode dev')) {
      const { stop } = await runUntil(command, cwd, /Ready in /)
      stops.push(stop)
      writeFileSync(join(cwd, 'src/main.tsx'), quickStart.code)
    } else if (command === 'npm run dev') {
      const { stop, found } = await runUntil('npm run dev -- --host 127.0.0.1 --port 0', cwd, /(http:\/\/127\.0\.0\.1:\d+)/)
      stops.push(stop)
      return found[1] ?? ''
    } else await run(substitute(command, tarballs), cwd)
  }
  throw new Error('the quick start never runs the app')
}

/** The tarballs in the place of the packages' names, and of what they need of each other, which no registry has yet. */
function substitute(command: string, tarballs: readonly string[]): string {
  if (!command.includes('@paynode/')) return command
  return `${command.replace(/@paynode\/\w+ ?/g, '')} ${tarballs.join(' ')}`
}
