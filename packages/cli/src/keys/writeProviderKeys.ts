/** Puts a provider's keys into 0600 files of a directory. */
import { join } from 'node:path'
import type { ProviderKeys } from './createProviderKeys.ts'
import { writeSecretFile } from './secretFile.ts'

/** The names that a configuration's `keys` wants. */
export type KeyFiles = { readonly operatorKeyFile: string; readonly nodeKeyFile: string; readonly hpkeKeyFile: string }

/** Where the keys of a directory lie. */
export function toKeyFiles(directory: string): KeyFiles {
  return {
    operatorKeyFile: join(directory, 'operator.key'),
    nodeKeyFile: join(directory, 'node.key'),
    hpkeKeyFile: join(directory, 'hpke.key'),
  }
}

/** Writes the three keys. @throws usage error when one exists. */
export function writeProviderKeys(directory: string, keys: ProviderKeys): KeyFiles {
  const files = toKeyFiles(directory)
  writeSecretFile(files.operatorKeyFile, keys.operatorKey)
  writeSecretFile(files.nodeKeyFile, keys.nodeKey)
  writeSecretFile(files.hpkeKeyFile, keys.hpkeKey)
  return files
}
