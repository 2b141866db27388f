/** A compiler that stays warm, in a thread of its own: loading and warming it up takes longer than a mutant's compilation. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import solc from 'solc'

/** Creation code by contract name, or why there is none. */
export type Compilation = { readonly bytecodes: Readonly<Record<string, string>> } | { readonly error: string }

/** `content` takes the place of the file at `path`; each contract of `targets` is in `src/<target>.sol`; `parts` are all files they need. */
export type Question = {
  readonly path: string
  readonly content: string
  readonly targets: readonly string[]
  readonly parts: readonly string[]
}

export type Compiler = {
  readonly compile: (question: Question) => Promise<Compilation>
  readonly close: () => Promise<unknown>
}

/** Starts a compiler of the package at `root`. */
export function startCompiler(root: string, optimizer: boolean): Compiler {
  const worker = new Worker(new URL(import.meta.url), { workerData: { root, optimizer } })
  const compile = (question: Question) =>
    new Promise<Compilation>((resolve, reject) => {
      const settle = (act: () => void) => {
        worker.off('error', fail).off('message', answer)
        act()
      }
      const fail = (error: Error) => settle(() => reject(error))
      const answer = (compilation: Compilation) => settle(() => resolve(compilation))
      worker.once('error', fail).once('message', answer)
      worker.postMessage(question)
    })
  return { compile, close: () => worker.terminate() }
}

if (parentPort && workerData?.root) {
  const port = parentPort
  const { root, optimizer } = workerData as { root: string; optimizer: boolean }
  port.on('message', ({ path, content, targets, parts }: Question) => {
    const sources = Object.fromEntries(parts.map((part) => [part, { content: readFileSync(join(root, part), 'utf8') }]))
    const settings = {
      evmVersion: 'cancun',
      optimizer: { enabled: optimizer, runs: 800 },
      metadata: { bytecodeHash: 'none', appendCBOR: false },
      outputSelection: Object.fromEntries(targets.map((name) => [`src/${name}.sol`, { [name]: ['evm.bytecode.object'] }])),
    }
    const input = { language: 'Solidity', sources: { ...sources, [path]: { content } }, settings }
    port.postMessage(readOutput(JSON.parse(solc.compile(JSON.stringify(input))), targets))
  })
}

type Output = {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[]
  readonly contracts?: Readonly<
    Record<string, Readonly<Record<string, { readonly evm: { readonly bytecode: { readonly object: string } } }>>>
  >
}

function readOutput({ errors = [], contracts = {} }: Output, targets: readonly string[]): Compilation {
  const broken = errors.find(({ severity }) => severity === 'error')
  if (broken) return { error: broken.formattedMessage }
  return { bytecodes: Object.fromEntries(targets.map((name) => [name, `0x${contracts[`src/${name}.sol`]?.[name]?.evm.bytecode.object}`])) }
}
