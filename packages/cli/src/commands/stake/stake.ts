/** `paynode stake deposit|withdraw`: a provider's balance in the escrow; it backs claims. */
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { deposit } from './deposit.ts'
import { withdraw } from './withdraw.ts'

type Options = { readonly config: string; readonly amount: string; readonly to?: string }

/** Adds the commands. */
export function addStake(parent: Command, context: Context): void {
  const stake = parent.command('stake').description("a provider's balance in the escrow: it backs claims, and settled orders land there")
  const add = (name: string, description: string) =>
    stake
      .command(name)
      .description(description)
      .requiredOption('--config <file>', 'configuration, as written by `paynode init`')
      .requiredOption('--amount <tokens>', 'whole tokens, like 1000')
  add('deposit', "move tokens from the operator's wallet into its balance").action(async (options: Options) =>
    context.emit(await deposit(options, context.signal)),
  )
  add('withdraw', 'move free balance out')
    .option('--to <address>', 'where to; the operator when left out')
    .action(async (options: Options) => context.emit(await withdraw(options, context.signal)))
}
