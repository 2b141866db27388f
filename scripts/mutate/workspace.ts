/** A throw-away copy of the contracts package, compiled once; a mutant's code is written over the compiled contract that the tests deploy. */
import { spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import solc from 'solc'
import { findForge } from '../find-forge.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const binaries = join(root, 'node_modules/.bin')

export type Run = { readonly code: number | 'timeout'; readonly output: string; readonly seconds: number }

export type Workspace = {
  readonly folder: string
  /** Runs the tests of these files, or all of them, until the first failure. */
  readonly test: (timeoutSeconds: number, files?: readonly string[]) => Promise<Run>
  /** Creation code that tests deploy as `contract`. */
  readonly readBytecode: (contract: string) => string
  readonly writeBytecode: (contract: string, bytecode: string) => void
  readonly close: () => void
}

/** Copies the package without its invariant tests, which take longer than all others, or `compiled`, the folder of another workspace. */
export function openWorkspace(optimizer: boolean, fuzzRuns: number, compiled?: string): Workspace {
  const top = mkdtempSync(join(tmpdir(), 'paynode-mutate-'))
  const folder = join(top, 'packages/contracts')
  const skipped = /^(out|out-deploy|cache|cache-deploy|test\/invariant)(\/|$)/
  const from = join(root, 'packages/contracts')
  if (compiled) cpSync(compiled, folder, { recursive: true, preserveTimestamps: true })
  else {
    cpSync(from, folder, { recursive: true, filter: (path) => !skipped.test(path.slice(from.length + 1)) })
    rememberCompilations(folder)
  }
  symlinkSync(join(root, 'node_modules'), join(top, 'node_modules'))
  const env = {
    ...process.env,
    PATH: `${binaries}:${process.env.PATH}`,
    NO_COLOR: '1',
    FOUNDRY_OPTIMIZER: String(optimizer),
    FOUNDRY_DYNAMIC_TEST_LINKING: 'true', // tests find the contracts' code at run time
    FOUNDRY_FUZZ_RUNS: String(fuzzRuns),
    FOUNDRY_CODE_SIZE_LIMIT: '1000000', // unoptimised code is larger than what a chain takes
  }
  const gas = optimizer ? [] : ['--no-match-test', 'Gas'] // measured on optimised code
  const artifact = (contract: string) => join(folder, 'out', `${contract}.sol`, `${contract}.json`)
  const read = (contract: string) => JSON.parse(readFileSync(artifact(contract), 'utf8'))
  return {
    folder,
    test: (timeoutSeconds, files) => {
      const filter = files ? ['--match-path', `{${files.join(',')}}`] : []
      return run(findForge(), ['test', '--fail-fast', '--threads', '1', ...gas, ...filter], { cwd: folder, env }, timeoutSeconds)
    },
    readBytecode: (contract) => read(contract).bytecode.object,
    writeBytecode: (contract, object) => {
      const compiled = read(contract)
      writeFileSync(artifact(contract), JSON.stringify({ ...compiled, bytecode: { ...compiled.bytecode, object } }))
    },
    close: () => rmSync(top, { recursive: true, force: true }),
  }
}

/** forge asks the compiler at every start with a filter, always the same: a shell script that remembers answers saves ten seconds each. */
function rememberCompilations(folder: string): void {
  const version = solc.version().replace('Emscripten.clang', 'Linux.g++')
  const path = join(folder, 'bin/solc')
  cpSync(path, join(folder, 'bin/compile'))
  writeFileSync(
    path,
    `#!/bin/sh
case "$*" in *--version*) printf 'solc, the solidity compiler commandline interface\\nVersion: ${version}\\n'; exit ;; esac
answers="$(dirname "$0")/answers"
mkdir -p "$answers"
question="$answers/question.$$"
cat > "$question"
answer="$answers/$(sha256sum < "$question" | cut -c1-32)"
[ -s "$answer" ] || { "$(dirname "$0")/compile" --standard-json < "$question" > "$answer.$$" && mv "$answer.$$" "$answer"; }
rm "$question"
cat "$answer"
`,
  )
  chmodSync(path, 0o755)
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
