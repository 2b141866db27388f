/** Opens a key file, encrypted or not. */
import { openKey, toOpenKeyText } from '@paynode/node/keystore'
import type { Hex } from 'viem'
import { CliError } from '../errors.ts'
import type { Passphrase } from './passphrase.ts'
import { readSecretFile } from './secretFile.ts'

/** Reads a 32-byte key. @throws when the file is open to others or does not open; the error never repeats its contents. */
export async function openKeyFile(path: string, passphrase: Passphrase): Promise<Hex> {
  const opened = await openKey(readSecretFile(path), passphrase)
  if (opened.type !== 'opened') throw new CliError(toOpenKeyText(path, opened.type))
  return opened.key
}
