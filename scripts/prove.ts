/**
 * Asks solc's SMTChecker, with z3 from the path, whether any assertion in `packages/contracts/proofs` can fail, whatever the arguments.
 * `npm run prove -- [--seconds 60] [--json]`; fails when one can, or when a question was left open.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import solc from 'solc'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' }, // for each question
    json: { type: 'boolean', default: false },
  },
})
const root = fileURLToPath(new URL('../packages/contracts', import.meta.url))
const version = spawnSync('z3', ['--version'], { encoding: 'utf8' }).stdout?.trim()
if (!version) throw new Error('z3 is not on the path: install it first (`apt-get install z3`)')

type Message = { readonly severity: string; readonly errorCode?: string; readonly formattedMessage: string }
type Answer = { readonly contract: string; readonly proven: number; readonly broken: readonly string[]; readonly open: readonly string[] }

const questions = { asked: 0, unanswered: 0 }
const answers = listContracts().map(prove)
const proven = answers.reduce((sum, answer) => sum + answer.proven, 0)
const failed = answers.flatMap(({ broken, open }) => [...broken, ...open])
if (values.json) process.stdout.write(`${JSON.stringify({ solver: version, ...questions, proven, answers })}\n`)
else {
  for (const { contract, proven, broken, open } of answers)
    process.stdout.write(`${contract}: ${proven} proven, ${broken.length} can fail, ${open.length} left open\n`)
  for (const text of failed) process.stdout.write(`\n${text}`)
  process.stdout.write(`${questions.asked} questions to ${version}, ${questions.unanswered} not answered in ${values.seconds} s\n`)
}
if (failed.length > 0 || proven === 0) process.exitCode = 1

function listContracts(): readonly { readonly path: string; readonly contract: string }[] {
  const paths = readdirSync(join(root, 'proofs')).map((name) => `proofs/${name}`)
  return paths.flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/^contract (\w+)/gm)].map(([, contract = '']) => ({ path, contract })),
  )
}

function prove({ path, contract }: { readonly path: string; readonly contract: string }): Answer {
  const modelChecker = {
    engine: 'bmc',
    contracts: { [path]: [contract] },
    targets: ['assert'],
    solvers: ['smtlib2'],
    showProvedSafe: true,
    showUnproved: true,
  }
  const settings = { evmVersion: 'cancun', outputSelection: { [path]: { [contract]: ['abi'] } }, modelChecker }
  const input = { language: 'Solidity', sources: { [path]: { content: readProof(path) } }, settings }
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: readImport, smtSolver: ask })) as { errors?: readonly Message[] }
  const messages = output.errors ?? []
  const stopped = messages.find(({ severity }) => severity === 'error')
  if (stopped) throw new Error(stopped.formattedMessage)
  const texts = (pattern: RegExp) =>
    messages.filter(({ formattedMessage }) => pattern.test(formattedMessage)).map((message) => message.formattedMessage)
  return {
    contract,
    proven: texts(/BMC: Assertion violation check is safe/).length,
    broken: texts(/BMC: Assertion violation happens/),
    open: texts(/BMC: Assertion violation might happen/),
  }
}

/** A proof's text: `// cut <file>: <names>` becomes those functions and structs, `// lines <file>: <names>` the lines of `_settle` that set those. */
function readProof(path: string): string {
  const read = (file: string) => readFileSync(join(root, path, '..', file), 'utf8')
  return readFileSync(join(root, path), 'utf8')
    .replaceAll(/^ *\/\/ cut (\S+): (.*)$/gm, (_, file: string, names: string) =>
      names
        .split(' ')
        .map((name) => find(read(file), new RegExp(`^    (?:function|struct) ${name}\\b[\\s\\S]*?^    }$`, 'm'), name))
        .join('\n'),
    )
    .replaceAll(/^ *\/\/ lines (\S+): (.*)$/gm, (_, file: string, names: string) => {
      const settle = find(read(file), /^ {4}function _settle\([\s\S]*?^ {4}}$/m, '_settle')
      const lines = names.split(' ').map((name) => find(settle, new RegExp(`^ +${name} = .*$`, 'm'), name))
      return `unchecked {\n${lines.join('\n').replace('(feeBps >> 16)', 'first').replace('uint16(feeBps)', 'second')}\n}`
    })
}

function find(text: string, pattern: RegExp, name: string): string {
  const found = pattern.exec(text)?.[0]
  if (!found) throw new Error(`there is no ${name} any more: mend the proof`)
  return found
}

/** One question in SMT-LIB; a solver that runs out of time answers `unknown`, and the assertion stays open. */
function ask(query: string): { contents: string } {
  questions.asked += 1
  if (process.env.PROVE_DEBUG) process.stderr.write(`q${questions.asked} ${query.length} ${Date.now() % 1000000}\n`)
  const { stdout } = spawnSync('z3', ['-in', `-T:${values.seconds}`], { input: query, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (/^(un)?sat/.test(stdout ?? '')) return { contents: stdout }
  questions.unanswered += 1
  return { contents: 'unknown\n' }
}

function readImport(path: string): { contents: string } | { error: string } {
  try {
    return { contents: readFileSync(join(root, normalize(path)), 'utf8') }
  } catch {
    return { error: `cannot read ${path}` }
  }
}
