/** Creates a provider's three key files, encrypted when a passphrase is given. */
import { mkdirSync } from 'node:fs'
import { createProviderKeys } from '../../keys/createProviderKeys.ts'
import { type Encryption, writeProviderKeys } from '../../keys/writeProviderKeys.ts'
import { showKeyFiles } from './show.ts'

/** Writes the keys and says who they are. @throws usage error when a key exists. */
export async function createKeyFiles(directory: string, encryption?: Encryption | undefined): Promise<Readonly<Record<string, string>>> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  await writeProviderKeys(directory, await createProviderKeys(), encryption)
  return showKeyFiles(directory, 'public', async () => encryption?.passphrase)
}
