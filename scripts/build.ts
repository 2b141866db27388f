/** Builds `dist` of the published packages: JavaScript by tsup, declarations by tsc. A checkout never needs it. */
import { execFileSync } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'

const packages = [
  { folder: 'packages/sdk', entries: () => exportsOf('packages/sdk') },
  { folder: 'packages/node', entries: () => exportsOf('packages/node') },
  { folder: 'packages/lab', entries: () => exportsOf('packages/lab') },
  { folder: 'packages/cli', entries: () => ['src/main.ts', 'src/network/startLocalNetwork.ts'] },
]

for (const { folder, entries } of packages) {
  rmSync(`${folder}/dist`, { recursive: true, force: true })
  run('tsup', [...entries(), '--format', 'esm', '--target', 'es2022', '--out-dir', 'dist', '--silent'], folder)
}
run('tsc', [
  '-p',
  'tsconfig.build.json',
  '--noEmit',
  'false',
  '--emitDeclarationOnly',
  '--declaration',
  '--rewriteRelativeImportExtensions',
  '--rootDir',
  '.',
  '--outDir',
  'dist/types',
])
for (const folder of ['packages/sdk', 'packages/node', 'packages/lab']) run('cp', ['-R', `dist/types/${folder}/src/.`, `${folder}/dist/`]) // the cli is a program, nobody imports its types
for (const { folder } of packages) process.stdout.write(`✓ ${folder}/dist\n`)
rmSync('dist', { recursive: true })

function exportsOf(folder: string): string[] {
  return readdirSync(`${folder}/src/exports`)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => `src/exports/${name}`)
}

function run(file: string, args: readonly string[], cwd = '.'): void {
  execFileSync(file, args, { cwd, stdio: 'inherit' })
}
