/** Where this program's own launcher is: children are started through it, from sources and from a built package alike. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The launcher's path. */
export function getLauncher(): string {
  const found = ['../../bin/paynode.js', '../bin/paynode.js'].map((path) => fileURLToPath(new URL(path, import.meta.url))).find(existsSync)
  if (!found) throw new Error('bin/paynode.js is missing from this installation; install @paynode/cli again')
  return found
}
