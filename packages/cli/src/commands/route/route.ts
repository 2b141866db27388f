/** `paynode route explain|replay`: why an order's providers stand as they do, and whether that is true. */
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { createNetworkOption } from '../networkOption.ts'
import { explainRoute } from './explain.ts'
import { type ReplayOptions, replay } from './replay.ts'

/** Adds the commands. */
export function addRoute(parent: Command, context: Context): void {
  const route = parent.command('route').description('who got an order, why, and proof of it')
  route
    .command('explain <order>')
    .description('every provider with its score, the reasons for and against it, and what put it at the end or out')
    .addOption(createNetworkOption())
    .action(async (order: string, { network }: { readonly network: string }) =>
      context.emit(await explainRoute(network, order, context.signal)),
    )
  route
    .command('replay <order>')
    .description('rank the order again from the chain and the anchored bundle; exit 1 when a claim or a stored ranking differs')
    .addOption(createNetworkOption())
    .option('--rpc <url>', 'an RPC of your own choice instead of the network’s')
    .option('--config <file>', "also compare with the ranking in this daemon's store")
    .action(async (order: string, options: ReplayOptions) => replay(order, options, context))
}
