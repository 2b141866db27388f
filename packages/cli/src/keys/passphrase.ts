/** Where the passphrase of keystores comes from: a file, or whoever sits at the terminal. Never an argument or a variable. */
import password from '@inquirer/password'
import { usageError } from '../errors.ts'
import { readSecretFile } from './secretFile.ts'

/** Gives the passphrase; undefined when there is no file and nobody to ask. */
export type Passphrase = () => Promise<string | undefined>

/** Short ones fall to a rented machine within a day. */
const MIN_LENGTH = 12

/** Asks at most once, and only when a key is encrypted. The question goes to stderr: stdout is for programs. */
export function createPassphrase(file: string | undefined, signal: AbortSignal): Passphrase {
  let known: Promise<string | undefined> | undefined
  return () => {
    known ??= file === undefined ? ask('Passphrase of the keys', signal) : Promise.resolve(readSecretFile(file))
    return known
  }
}

/** A passphrase for new keystores, typed twice. @throws usage error when it is too short, differs, or nobody can be asked. */
export async function createNewPassphrase(file: string | undefined, signal: AbortSignal): Promise<string> {
  const first = file === undefined ? await ask('New passphrase for the keys', signal) : readSecretFile(file)
  if (first === undefined) throw usageError('nobody can be asked for a passphrase here; give --passphrase-file')
  if (first.length < MIN_LENGTH) throw usageError(`the passphrase needs ${MIN_LENGTH} characters at least`)
  if (file === undefined && (await ask('Once more', signal)) !== first) throw usageError('the two passphrases differ; nothing was written')
  return first
}

async function ask(message: string, signal: AbortSignal): Promise<string | undefined> {
  if (process.stdin.isTTY !== true) return undefined
  return password({ message, mask: true }, { signal, output: process.stderr })
}
