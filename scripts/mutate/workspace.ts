/** A throw-away copy of the contracts package with its own warm compiler, in which one mutant at a time is compiled and tested. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findForge } from '../find-forge.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const binaries = join(root, 'node_modules/.bin')

export type Run = { readonly code: number | 'timeout'; readonly output: string; readonly seconds: number }

export type Workspace = {
  readonly folder: string
  /** Compiles what changed and runs the tests until the first failure. */
  readonly test: (timeoutSeconds: number) => Promise<Run>
  /** Digest of the bytecode of every contract in `src`. */
  readonly digestBytecode: () => string
  readonly close: () => void
}

/** Copies the package without its invariant tests, which take longer than all others, and starts its compiler. */
export async function openWorkspace(optimizer: boolean, fuzzRuns: number): Promise<Workspace> {
  const top = mkdtempSync(join(tmpdir(), 'paynode-mutate-'))
  const folder = join(top, 'packages/contracts')
  const skipped = /^(out|out-deploy|cache|cache-deploy|test\/invariant)(\/|$)/
  const from = join(root, 'packages/contracts')
  cpSync(from, folder, { recursive: true, filter: (path) => !skipped.test(path.slice(from.length + 1)) })
  symlinkSync(join(root, 'node_modules'), join(top, 'node_modules'))
  const compiler = await startCompiler(join(top, 'solc.sock'), folder)
  const env = {
    ...process.env,
    PATH: `${binaries}:${process.env.PATH}`,
    NO_COLOR: '1',
    FOUNDRY_OPTIMIZER: String(optimizer),
    FOUNDRY_DYNAMIC_TEST_LINKING: 'true', // tests find the contracts' code at run time, so a mutant does not recompile them
    FOUNDRY_FUZZ_RUNS: String(fuzzRuns),
    FOUNDRY_CODE_SIZE_LIMIT: '1000000', // unoptimised code is larger than what a chain takes
  }
  // Gas is measured on optimised code. No other filter: forge compiles everything once more to apply one.
  const parameters = optimizer ? [] : ['--no-match-test', 'Gas']
  return {
    folder,
    test: (timeoutSeconds) => run(findForge(), ['test', '--fail-fast', ...parameters], { cwd: folder, env }, timeoutSeconds),
    digestBytecode: () => digestBytecode(join(folder, 'out'), join(folder, 'src')),
    close: () => {
      compiler.kill()
      rmSync(top, { recursive: true, force: true })
    },
  }
}

async function startCompiler(socket: string, folder: string): Promise<ChildProcess> {
  const compiler = spawn(process.execPath, [fileURLToPath(new URL('compiler.ts', import.meta.url)), socket, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const version = await new Promise<string>((resolve, reject) => {
    compiler.stdout?.once('data', (chunk) => resolve(String(chunk).trim().replace('Emscripten.clang', 'Linux.g++')))
    compiler.once('exit', () => reject(new Error('the compiler did not start: run `npm ci` first')))
  })
  writeFileSync(
    join(folder, 'bin/solc'),
    `#!/usr/bin/env node
import { connect } from 'node:net'
if (process.argv.includes('--version')) console.log('solc, the solidity compiler commandline interface\\nVersion: ${version}')
else process.stdin.pipe(connect({ path: ${JSON.stringify(socket)}, allowHalfOpen: true })).pipe(process.stdout)
`,
  )
  return compiler
}

function run(
  command: string,
  parameters: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  timeoutSeconds: number,
): Promise<Run> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let late = false
    const timer = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
    }, timeoutSeconds * 1000)
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk
      })
    }
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code: late ? 'timeout' : (code ?? 1), output, seconds: (performance.now() - started) / 1000 })
    })
  })
}

function digestBytecode(out: string, src: string): string {
  const hash = createHash('sha256')
  const names = readdirSync(src, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const { name } of [...names].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    for (const code of listBytecodes(join(out, name))) hash.update(code)
  }
  return hash.digest('hex')
}

function listBytecodes(folder: string): readonly string[] {
  try {
    const files = readdirSync(folder).sort()
    return files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')).bytecode.object)
  } catch {
    return [] // a file of types alone has no artifacts
  }
}
