/** The gate: format, lint, the documentation's snippets, types, the published build, the documentation site with its links, generated ABIs, unit, conformance, forge and integration tests, in that order, some beside each other; stops at the first failure. */
import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const report = (name: string) => join(tmpdir(), `paynode-${process.pid}-${name}.json`)
const counts = { passed: 0, failed: 0, skipped: 0 }

type Step = {
  readonly name: string
  readonly command: readonly string[]
  readonly count?: (output: string) => void
  /** Shown as it comes, although another lane runs beside it. */
  readonly live?: boolean
}

/** One stage after the other; lanes of a stage run beside each other, and are shown step by step. */
const stages: readonly (readonly (readonly Step[])[])[] = [
  [[{ name: 'format, lint, import law', command: ['biome', 'check', '.'] }]],
  [[{ name: 'snippets of the documentation', command: ['node', '-C', 'paynode-source', 'scripts/extract-snippets.ts'] }]],
  [
    [
      { name: 'types, snippets included', command: ['tsc', '-p', 'tsconfig.json'] },
      { name: 'types of the example', command: ['tsc', '-p', 'examples/indexer-ponder'] },
      { name: 'build', command: ['node', 'scripts/build.ts'] },
    ],
    [
      { name: 'documentation site', command: ['npm', 'run', '--silent', 'docs'] },
      { name: 'generated ABIs', command: ['node', 'scripts/generate-abi.ts', '--check'] },
    ],
  ],
  [[{ name: 'unit', command: vitest('unit'), count: () => countVitest('unit') }]],
  [[{ name: 'conformance', command: vitest('conformance'), count: () => countVitest('conformance') }]],
  [[{ name: 'forge', command: ['node', 'scripts/forge.ts', 'test'], count: countForge }]],
  // Whole networks wait more than they work: the tests of single parts run beside them.
  [
    [{ ...integration('networks', ['packages/testing', 'packages/cli']), live: true }],
    [integration('parts', ['packages/contracts', 'packages/lab', 'packages/node', 'packages/sdk'])],
  ],
]

for (const lanes of stages) {
  const isAlone = lanes.length === 1
  const results = await Promise.all(
    lanes.map(async (steps) => {
      for (const step of steps) if (!(await take(step, isAlone || step.live === true))) return false
      return true
    }),
  )
  if (results.includes(false)) {
    finish(Math.max(1, counts.failed))
    process.exit(1)
  }
}
finish(counts.failed)
if (counts.failed > 0) process.exitCode = 1 // no step's exit code is trusted alone

/** Runs a step; its output is shown as it comes (`live`) or at its end. */
async function take({ name, command, count }: Step, live: boolean): Promise<boolean> {
  const started = Date.now()
  if (live) process.stdout.write(`\n▶ ${name}\n`)
  const { code, output } = await run(command, live)
  count?.(output)
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  process.stdout.write(`${live ? '' : `\n▶ ${name}\n${output}`}${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)\n`)
  return code === 0
}

function vitest(project: string, name = project, folders: readonly string[] = []): readonly string[] {
  return ['vitest', 'run', ...folders, '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report(name)}`]
}

function integration(part: string, folders: readonly string[]): Step {
  const name = `integration-${part}`
  return { name: `integration: ${part}`, command: vitest('integration', name, folders), count: () => countVitest(name) }
}

function run(command: readonly string[], live: boolean): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const [file = '', ...rest] = command
    const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (live) process.stdout.write(chunk)
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

function countVitest(project: string): void {
  try {
    const result = JSON.parse(readFileSync(report(project), 'utf8'))
    counts.passed += result.numPassedTests
    counts.failed += result.numFailedTests
    counts.skipped += result.numPendingTests + result.numTodoTests
    rmSync(report(project))
  } catch {
    counts.failed += 1
  }
}

function countForge(output: string): void {
  const total = /(\d+) tests passed, (\d+) failed, (\d+) skipped/.exec(output)
  counts.passed += Number(total?.[1] ?? 0)
  counts.failed += Number(total?.[2] ?? 1)
  counts.skipped += Number(total?.[3] ?? 0)
}

function finish(failed: number): void {
  process.stdout.write(`\n${counts.passed} passed, ${failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}\n`)
}
