/** The gate: format, lint, the documentation's snippets, types, the published build, the documentation site with its links, generated ABIs, unit, conformance, forge and integration tests, in that order; stops at the first failure. */
import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const report = (name: string) => join(tmpdir(), `paynode-${process.pid}-${name}.json`)
const counts = { passed: 0, failed: 0, skipped: 0 }

const steps: readonly { readonly name: string; readonly command: readonly string[]; readonly count?: (output: string) => void }[] = [
  { name: 'format, lint, import law', command: ['biome', 'check', '.'] },
  { name: 'snippets of the documentation', command: ['node', '-C', 'paynode-source', 'scripts/extract-snippets.ts'] },
  { name: 'types, snippets included', command: ['tsc', '-p', 'tsconfig.json'] },
  { name: 'types of the example', command: ['tsc', '-p', 'examples/indexer-ponder'] },
  { name: 'build', command: ['node', 'scripts/build.ts'] },
  { name: 'documentation site', command: ['npm', 'run', '--silent', 'docs'] },
  { name: 'generated ABIs', command: ['node', 'scripts/generate-abi.ts', '--check'] },
  { name: 'unit', command: vitest('unit'), count: () => countVitest('unit') },
  { name: 'conformance', command: vitest('conformance'), count: () => countVitest('conformance') },
  { name: 'forge', command: ['node', 'scripts/forge.ts', 'test'], count: countForge },
  { name: 'integration', command: vitest('integration'), count: () => countVitest('integration') },
]

for (const { name, command, count } of steps) {
  const started = Date.now()
  process.stdout.write(`\n▶ ${name}\n`)
  const { code, output } = await run(command)
  count?.(output)
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  process.stdout.write(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)\n`)
  if (code !== 0) {
    finish(Math.max(1, counts.failed))
    process.exit(1)
  }
}
finish(counts.failed)
if (counts.failed > 0) process.exitCode = 1 // no step's exit code is trusted alone

function vitest(project: string): readonly string[] {
  return ['vitest', 'run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report(project)}`]
}

function run(command: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const [file = '', ...rest] = command
    const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      process.stdout.write(chunk)
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
