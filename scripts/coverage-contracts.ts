/**
 * Measures what of the contracts' code the forge tests run, without the invariant tests: `npm run coverage:contracts -- [--json]`.
 * Works in a throw-away copy, because forge's coverage wants its libraries inside the project. Fails below 98 % of branches.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { findForge } from './find-forge.ts'

const MIN_BRANCHES = 98
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const root = fileURLToPath(new URL('..', import.meta.url))
const top = mkdtempSync(join(tmpdir(), 'paynode-coverage-'))
const folder = join(top, 'packages/contracts')
const report = join(top, 'lcov.info')

type Counts = { hit: number; found: number }
type Coverage = { readonly file: string; readonly branches: Counts; readonly lines: Counts; readonly missed: readonly string[] }

try {
  const from = join(root, 'packages/contracts')
  const skipped = /^(out|out-deploy|cache|cache-deploy|test\/invariant)(\/|$)/
  cpSync(from, folder, { recursive: true, filter: (path) => !skipped.test(path.slice(from.length + 1)) })
  cpSync(join(root, 'node_modules/@layerzerolabs/toolbox-foundry/lib/forge-std'), join(folder, 'lib/forge-std'), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(top, 'node_modules'))
  const config = join(folder, 'foundry.toml')
  writeFileSync(config, readFileSync(config, 'utf8').replace(/^remappings = .*$/m, 'remappings = ["forge-std/=lib/forge-std/"]'))
  const parameters = ['coverage', '--no-match-test', 'Gas', '--report', 'lcov', '--report-file', report]
  const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`, FOUNDRY_FUZZ_RUNS: '64' }
  const { status, stdout, stderr } = spawnSync(findForge(), parameters, { cwd: folder, env, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status !== 0) throw new Error(`forge coverage failed: ${`${stdout}${stderr}`.slice(-3000)}`)
  const files = readReport(readFileSync(report, 'utf8')).filter(({ file }) => file.startsWith('src/'))
  const total = (of: (coverage: Coverage) => Counts) =>
    files.map(of).reduce((sum, { hit, found }) => ({ hit: sum.hit + hit, found: sum.found + found }), { hit: 0, found: 0 })
  const [branches, lines] = [total((file) => file.branches), total((file) => file.lines)]
  const missed = files.flatMap((file) => file.missed)
  if (values.json) process.stdout.write(`${JSON.stringify({ branches, lines, missed })}\n`)
  else
    process.stdout.write(`branches ${toText(branches)}, lines ${toText(lines)}\n${missed.map((place) => `not run: ${place}\n`).join('')}`)
  if (branches.hit * 100 < branches.found * MIN_BRANCHES) process.exitCode = 1
} finally {
  rmSync(top, { recursive: true, force: true })
}

function toText({ hit, found }: Counts): string {
  return `${hit} of ${found} (${((100 * hit) / Math.max(1, found)).toFixed(1)} %)`
}

/** lcov: `BRDA:line,block,branch,hits` and `DA:line,hits` between `SF:file` and `end_of_record`. */
function readReport(text: string): readonly Coverage[] {
  return text.split('end_of_record').flatMap((record) => {
    const file = /^SF:(.*)$/m.exec(record)?.[1]
    if (!file) return []
    const branches = { hit: 0, found: 0 }
    const lines = { hit: 0, found: 0 }
    const missed: string[] = []
    for (const [, kind, line, hits] of record.matchAll(/^(BRDA|DA):(\d+),(?:\d+,\d+,)?(-|\d+)/gm)) {
      const counts = kind === 'BRDA' ? branches : lines
      counts.found += 1
      if (hits !== '0' && hits !== '-') counts.hit += 1
      else missed.push(`${kind === 'BRDA' ? 'branch' : 'line'} ${file}:${line}`)
    }
    return [{ file, branches, lines, missed }]
  })
}
