/** Finds forge's own binary: the `forge` command that npm installs always exits with 0, whatever failed. */
import { createRequire } from 'node:module'

/** Absolute path of the binary of this platform; throws when it is not installed. */
export function findForge(): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  const name = `@foundry-rs/forge-${process.platform}-${architecture}`
  try {
    return createRequire(import.meta.url).resolve(`${name}/bin/forge${process.platform === 'win32' ? '.exe' : ''}`)
  } catch (cause) {
    throw new Error(`${name} is not installed: run \`npm ci\` first`, { cause })
  }
}
