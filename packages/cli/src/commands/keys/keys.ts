/** `paynode keys new|show|encrypt`: a provider's key files. Private keys are printed only on request. */
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { createNewPassphrase, createPassphrase } from '../../keys/passphrase.ts'
import { toList } from '../../output/text.ts'
import { encryptKeyFiles } from './encrypt.ts'
import { createKeyFiles } from './new.ts'
import { showKeyFiles } from './show.ts'

type Options = { readonly dir: string; readonly passphraseFile?: string }

/** Adds the commands. */
export function addKeys(parent: Command, context: Context): void {
  const { signal } = context
  const keys = parent.command('keys').description("a provider's keys: operator, node and HPKE")
  const emit = (data: Readonly<Record<string, string>>) => context.emit({ data, text: () => toList(data) })
  const add = (name: string, description: string, dir: string) =>
    keys
      .command(name)
      .description(description)
      .option('--dir <directory>', dir, 'paynode')
      .option('--passphrase-file <file>', 'the passphrase, in a file only you can read; asked for when left out')
  add('new', 'create the three keys in 0600 files; existing files are not overwritten', 'where to')
    .option('--encrypt', 'write keystores that a passphrase opens')
    .action(async ({ dir, encrypt, passphraseFile }: Options & { readonly encrypt?: boolean }) =>
      emit(await createKeyFiles(dir, encrypt === true ? { passphrase: await createNewPassphrase(passphraseFile, signal) } : undefined)),
    )
  add('show', 'show addresses and public keys', 'where from')
    .option('--reveal', 'print the private keys too')
    .action(async ({ dir, reveal, passphraseFile }: Options & { readonly reveal?: boolean }) =>
      emit(await showKeyFiles(dir, reveal === true ? 'private' : 'public', createPassphrase(passphraseFile, signal))),
    )
  add('encrypt', 'turn the plain key files of a directory into keystores, in place', 'where').action(
    async ({ dir, passphraseFile }: Options) =>
      emit(await encryptKeyFiles(dir, async () => ({ passphrase: await createNewPassphrase(passphraseFile, signal) }))),
  )
}
