/** `paynode payouts list|resolve`: what only a person can decide about money that left. */
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { listWaiting } from './list.ts'
import { type ResolveOptions, resolve } from './resolve.ts'

/** Adds the commands. */
export function addPayouts(parent: Command, context: Context): void {
  const payouts = parent.command('payouts').description('payouts that wait for a person')
  payouts
    .command('list')
    .description('payouts that need a person: state, reference, age, why and what to do; reads only, also while the daemon runs')
    .requiredOption('--config <file>', 'configuration, as written by `paynode init`')
    .option('--all', 'also those that the daemon is still ending by itself')
    .action(async ({ config, all }: { readonly config: string; readonly all?: boolean }) => context.emit(await listWaiting(config, all)))
  payouts
    .command('resolve <reference>')
    .description('record what became of a payout; the daemon asks the PSP once more, then acts on it')
    .requiredOption('--config <file>', 'configuration, as written by `paynode init`')
    .option('--paid', 'the recipient has the money')
    .option('--failed', 'no money moved and none will; possible only when nothing can leave or arrive any more')
    .option('--proof <text>', 'with --paid: the PSP’s own id, the line of its statement')
    .option('--reason <text>', 'with --failed: who at the PSP said so, the ticket')
    .option('--at <time>', 'with --paid: when, ISO 8601; now when left out')
    .option('--by <name>', 'who decides; the user of this machine when left out')
    .option('--yes', 'do not ask')
    .option('--wait <seconds>', 'how long to wait for a running daemon; exit 75 after that', '30')
    .action((reference: string, options: ResolveOptions) => resolve(reference, options, context))
}
