/** Secret files: hex on one line, mode 0600, never overwritten. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import type { Hex } from 'viem'
import { CliError, usageError } from '../errors.ts'

/** Writes a new secret. @throws usage error when the file exists. */
export function writeSecretFile(path: string, secret: string): void {
  try {
    writeFileSync(path, `${secret}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (isCode(error, 'EEXIST')) throw usageError(`${path} exists; it is not overwritten. Move it away or choose another directory`)
    throw new CliError(`cannot write ${path}: ${toReason(error)}`, undefined, { cause: error })
  }
}

/** Reads a secret and insists that nobody else can. */
export function readSecretFile(path: string): string {
  try {
    const { mode } = statSync(path)
    if ((mode & 0o077) !== 0) throw new CliError(`${path} can be read by others; run: chmod 600 ${path}`)
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    if (error instanceof CliError) throw error
    throw new CliError(`cannot read ${path}: ${toReason(error)}`, undefined, { cause: error })
  }
}

/** Narrows a text to a 32-byte hex key; `source` names where it came from. */
export function toKey(text: string, source: string): Hex {
  const hex = text.startsWith('0x') ? text : `0x${text}`
  if (!/^0x[0-9a-fA-F]{64}$/.test(hex)) throw new CliError(`${source} holds no 32-byte hex key`)
  return hex as Hex
}

const isCode = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code
const toReason = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error))
