/** Turns plain key files into keystores. A file is replaced only after its keystore was written, flushed and opened again. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { encryptKey, isKeystore, openKey } from '@paynode/node/keystore'
import { CliError, usageError } from '../../errors.ts'
import { openKeyFile } from '../../keys/openKeyFile.ts'
import { readSecretFile } from '../../keys/secretFile.ts'
import { type Encryption, toKeyFiles } from '../../keys/writeProviderKeys.ts'

/** Encrypts what is plain and says which files those were. @throws usage error when all are keystores already. */
export async function encryptKeyFiles(
  directory: string,
  getEncryption: () => Promise<Encryption>,
): Promise<Readonly<Record<string, string>>> {
  const plain = Object.values(toKeyFiles(directory)).filter((path) => !isKeystore(readSecretFile(path)))
  if (plain.length === 0) throw usageError(`the keys in ${directory} are keystores already`)
  const encryption = await getEncryption()
  for (const path of plain) await encryptFile(path, encryption)
  return { encrypted: plain.join(', '), next: 'set keys.passphraseFile in the configuration, or start the daemon in a terminal' }
}

async function encryptFile(path: string, { passphrase, cost }: Encryption): Promise<void> {
  const key = await openKeyFile(path, async () => undefined)
  const text = JSON.stringify(await encryptKey(key, passphrase, cost), null, 2)
  const draft = `${path}.encrypted`
  rmSync(draft, { force: true })
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, `${text}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  const opened = await openKey(readSecretFile(draft), () => passphrase)
  if (opened.type !== 'opened' || opened.key !== key) throw new CliError(`${draft} does not open again; ${path} was left as it is`)
  renameSync(draft, path)
}
