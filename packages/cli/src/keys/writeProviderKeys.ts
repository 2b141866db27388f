/** Puts a provider's keys into 0600 files of a directory: keystores when there is a passphrase, else hex. */
import { join } from 'node:path'
import { encryptKey } from '@paynode/node/keystore'
import type { Hex } from 'viem'
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

/** Whose passphrase opens the keystores; `cost` lowers the stretching for tests alone. */
export type Encryption = { readonly passphrase: string; readonly cost?: number | undefined }

/** Writes the three keys. @throws usage error when one exists. */
export async function writeProviderKeys(directory: string, keys: ProviderKeys, encryption?: Encryption | undefined): Promise<KeyFiles> {
  const files = toKeyFiles(directory)
  const toText = async (key: Hex) =>
    encryption ? JSON.stringify(await encryptKey(key, encryption.passphrase, encryption.cost), null, 2) : key
  const [operator, node, hpke] = await Promise.all([toText(keys.operatorKey), toText(keys.nodeKey), toText(keys.hpkeKey)])
  writeSecretFile(files.operatorKeyFile, operator)
  writeSecretFile(files.nodeKeyFile, node)
  writeSecretFile(files.hpkeKeyFile, hpke)
  return files
}
