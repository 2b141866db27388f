/** `paynode order create|watch|reclaim`: pay from a terminal. */
import type { Command } from 'commander'
import { Option } from 'commander'
import type { Context } from '../../context.ts'
import { createNetworkOption } from '../networkOption.ts'
import { type CreateOptions, createAndWait } from './create.ts'
import { type ReclaimOptions, reclaim } from './reclaim.ts'
import { watchOrder } from './watch.ts'

/** Adds the commands. */
export function addOrder(parent: Command, context: Context): void {
  const order = parent.command('order').description('pay from a terminal, follow a payment, take money back')
  order
    .command('create')
    .description('lock tokens and have the recipient paid')
    .addOption(createNetworkOption())
    .requiredOption('--amount <tokens>', 'whole tokens, like 25 or 25.50')
    .requiredOption('--to <recipient>', 'like NGN/bank:058:0123456789, KES/mpesa:254712345678, GHS/mobile:MTN:233241234567')
    .option('--payout <amount>', 'what must arrive, in currency; the best quote decides when left out')
    .option('--claim-within <seconds>', 'how long providers may take the order')
    .option('--reclaim-after <seconds>', 'when the money can be taken back')
    .option('--pay-window <seconds>', 'how long a provider that took it has to pay')
    .option('--key-file <file>', "the payer's key, mode 0600 (or PAYNODE_PRIVATE_KEY)")
    .addOption(new Option('--wait <status>', 'stay until then').choices(['claimed', 'settled']))
    .option('--timeout <seconds>', 'how long to wait at most; exit 75 after that', '600')
    .action(async (options: CreateOptions) => createAndWait(options, context))
  order
    .command('watch <order>')
    .description("print an order's life until it ends")
    .addOption(createNetworkOption())
    .action(async (id: string, options: { readonly network: string }) => watchOrder(id, options.network, context))
  order
    .command('reclaim <order>')
    .description('send an unserved order back to its refund address')
    .addOption(createNetworkOption())
    .option('--key-file <file>', 'who sends the transaction, mode 0600 (or PAYNODE_PRIVATE_KEY)')
    .action(async (id: string, options: ReclaimOptions) => context.emit(await reclaim(id, options, context)))
}
