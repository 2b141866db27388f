/** Creates a provider's three key files. */
import { mkdirSync } from 'node:fs'
import { createProviderKeys } from '../../keys/createProviderKeys.ts'
import { writeProviderKeys } from '../../keys/writeProviderKeys.ts'
import { showKeyFiles } from './show.ts'

/** Writes the keys and says who they are. @throws usage error when a key exists. */
export async function createKeyFiles(directory: string): Promise<Readonly<Record<string, string>>> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  writeProviderKeys(directory, await createProviderKeys())
  return showKeyFiles(directory, 'public')
}
