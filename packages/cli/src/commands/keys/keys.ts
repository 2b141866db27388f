/** `paynode keys new|show`: a provider's key files. Private keys are printed only on request. */
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { toList } from '../../output/text.ts'
import { createKeyFiles } from './new.ts'
import { showKeyFiles } from './show.ts'

/** Adds the commands. */
export function addKeys(parent: Command, context: Context): void {
  const keys = parent.command('keys').description("a provider's keys: operator, node and HPKE")
  const emit = (data: Readonly<Record<string, string>>) => context.emit({ data, text: () => toList(data) })
  keys
    .command('new')
    .description('create the three keys in 0600 files; existing files are not overwritten')
    .option('--dir <directory>', 'where to', 'paynode')
    .action(async (options: { readonly dir: string }) => emit(await createKeyFiles(options.dir)))
  keys
    .command('show')
    .description('show addresses and public keys')
    .option('--dir <directory>', 'where from', 'paynode')
    .option('--reveal', 'print the private keys too')
    .action((options: { readonly dir: string; readonly reveal?: boolean }) =>
      emit(showKeyFiles(options.dir, options.reveal === true ? 'private' : 'public')),
    )
}
