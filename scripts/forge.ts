/** Runs forge in the contracts package, on the workspace's own compiler and Node: `node scripts/forge.ts test`. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { findForge } from './find-forge.ts'

const binaries = fileURLToPath(new URL('../node_modules/.bin', import.meta.url))
const contracts = fileURLToPath(new URL('../packages/contracts', import.meta.url))

const { status, error } = spawnSync(findForge(), process.argv.slice(2), {
  cwd: contracts,
  env: { ...process.env, PATH: `${binaries}:${process.env.PATH}` },
  stdio: 'inherit',
})
if (error) throw new Error(`forge did not start: ${error.message}`, { cause: error })
process.exitCode = status ?? 1
