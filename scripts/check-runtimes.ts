/**
 * Runs one golden stream of the router on every JavaScript engine that can be had and compares what came out, bit for bit.
 * `npm run check:runtimes -- --json --events 200000`. Engines that are not here and not in the registry are reported as skipped.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

/** A run: what it was asked for and what it said. */
type Run = { readonly runtime: string; readonly events: number; readonly seconds: number; readonly result: string }
type Skip = { readonly runtime: string; readonly reason: string }
type Runtime = { readonly name: string; readonly share: number; command(folder: string, script: string): readonly string[] }

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    events: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
})
const events = Number(values.events)
const spec = (count: number) =>
  JSON.stringify({ seed: Number(values.seed), events: count, providers: 40, every: Math.max(1_000, Math.ceil(count / 20)) })

/** What bare engines lack. */
const PRELUDE = `
globalThis.print ??= (text) => console.log(text);
globalThis.TextEncoder ??= class { encode(text) { return Uint8Array.from(text, (letter) => letter.charCodeAt(0)) } };
globalThis.TextDecoder ??= class { decode(bytes) { return String.fromCharCode(...bytes) } };
`

/** `share`: slow engines get fewer events, and are compared with this engine's run of as many. */
const runtimes: readonly Runtime[] = [
  ...[1, 0.1, 0.01].map((share) => ({
    name: `node ${process.versions.node} (V8 ${process.versions.v8})`,
    share,
    command: (_: string, script: string) => [process.execPath, script],
  })),
  ...['22', '24', '26'].map((major) => fromNpm(`node@${major}`, 'node', 1)),
  fromNpm('bun@1', 'bun (JavaScriptCore)', 1, 'bun'),
  {
    name: 'quickjs-emscripten@0.32.0 (QuickJS)',
    share: 0.01,
    command: (folder, script) => {
      install(folder, 'quickjs-emscripten@0.32.0')
      return [process.execPath, writeQuickJsHost(folder), script]
    },
  },
  { name: 'chromium (V8, browser)', share: 0.1, command: (folder, script) => chromium(folder, script) },
]

const folder = join(tmpdir(), 'paynode-runtimes')
mkdirSync(folder, { recursive: true })
const runs: Run[] = []
const skipped: Skip[] = []
for (const runtime of runtimes) {
  if (values.only && !runtime.name.includes(values.only)) continue
  const count = Math.max(1_000, Math.floor(events * runtime.share))
  try {
    const script = await bundle(count)
    const [file = '', ...rest] = runtime.command(folder, script)
    const started = Date.now()
    const output = execFileSync(file, rest, { encoding: 'utf8', maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'pipe'], timeout: 1_200_000 })
    const result = /GOLDEN (\{.*?\})/.exec(output)?.[1]?.replaceAll('&quot;', '"')
    if (!result) throw new Error(`it printed no result: ${output.slice(0, 120)}`)
    runs.push({ runtime: runtime.name, events: count, seconds: (Date.now() - started) / 1_000, result })
  } catch (error) {
    skipped.push({ runtime: runtime.name, reason: error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown' })
  }
  if (!values.json)
    console.log(
      runs.at(-1)?.runtime === runtime.name ? `✓ ${runtime.name} ${runs.at(-1)?.seconds}s` : `– ${runtime.name}: ${skipped.at(-1)?.reason}`,
    )
}

const groups = Map.groupBy(runs, (run) => run.events)
const mismatches = [...groups.values()].flatMap((group) => group.filter(({ result }) => result !== group[0]?.result))
const report = {
  spec: JSON.parse(spec(events)),
  comparedEvents: runs.reduce((sum, run) => sum + run.events, 0),
  mismatches: mismatches.length,
  runs,
  skipped,
}
console.log(
  values.json ? JSON.stringify(report) : `${mismatches.length} mismatches in ${report.comparedEvents} events on ${runs.length} runtimes`,
)
if (mismatches.length > 0 || runs.length < 2) process.exitCode = 1

/** One self-contained script that prints `GOLDEN {…}`. */
async function bundle(count: number): Promise<string> {
  const outfile = join(folder, `golden-${count}.js`)
  const golden = fileURLToPath(new URL('../packages/sdk/src/router/golden.ts', import.meta.url))
  await build({
    stdin: {
      contents: `import { runGolden } from ${JSON.stringify(golden)}\nprint('GOLDEN ' + JSON.stringify(runGolden(${spec(count)})))`,
      resolveDir: fileURLToPath(new URL('..', import.meta.url)),
    },
    banner: { js: PRELUDE },
    bundle: true,
    format: 'iife',
    conditions: ['paynode-source'],
    outfile,
    logLevel: 'silent',
  })
  return outfile
}

function fromNpm(packageName: string, name: string, share: number, bin = 'node'): Runtime {
  const prefix = (folder: string) => join(folder, packageName)
  return {
    name: name === 'node' ? packageName : `${packageName} ${name}`,
    share,
    command: (folder, script) => {
      install(prefix(folder), packageName)
      return [join(prefix(folder), 'node_modules', '.bin', bin), script]
    },
  }
}

function install(prefix: string, packageName: string): void {
  mkdirSync(prefix, { recursive: true })
  writeFileSync(join(prefix, 'package.json'), '{"private":true}')
  execFileSync('npm', ['install', '--prefix', prefix, '--no-audit', '--no-fund', '--silent', packageName], {
    stdio: 'pipe',
    timeout: 300_000,
  })
}

function writeQuickJsHost(folder: string): string {
  const host = join(folder, 'quickjs-host.mjs')
  writeFileSync(
    host,
    `import { readFileSync } from 'node:fs'
import { getQuickJS } from 'quickjs-emscripten'
const vm = (await getQuickJS()).newContext()
vm.setProp(vm.global, 'print', vm.newFunction('print', (text) => console.log(vm.getString(text))))
const result = vm.evalCode(readFileSync(process.argv[2], 'utf8'))
if (result.error) console.error(vm.dump(result.error))`,
  )
  return host
}

function chromium(folder: string, script: string): readonly string[] {
  const page = join(folder, 'golden.html')
  writeFileSync(
    page,
    `<!doctype html><body><script>globalThis.print = (text) => { document.body.textContent = text }</script><script src="${script}"></script>`,
  )
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--allow-file-access-from-files',
    '--virtual-time-budget=600000',
    '--dump-dom',
  ]
  return [process.env.CHROMIUM ?? 'chromium', ...flags, `file://${page}`]
}
