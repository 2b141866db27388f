/** `paynode orders list|show|explain`: what a gateway knows of orders. */
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { createNetworkOption } from '../networkOption.ts'
import { explainOrder } from './explain.ts'
import { listOrders } from './list.ts'
import { showOrder } from './show.ts'

type Options = { readonly network: string }

/** Adds the commands. */
export function addOrders(parent: Command, context: Context): void {
  const orders = parent.command('orders').description('orders as a provider sees them')
  orders
    .command('list')
    .description('the newest orders')
    .addOption(createNetworkOption())
    .action(async ({ network }: Options) => context.emit(await listOrders(network, context.signal)))
  orders
    .command('show <order>')
    .description("one order's state and life")
    .addOption(createNetworkOption())
    .action(async (order: string, { network }: Options) => context.emit(await showOrder(network, order, context.signal)))
  orders
    .command('explain <order>')
    .description('why the providers were ranked as they were')
    .addOption(createNetworkOption())
    .action(async (order: string, { network }: Options) => context.emit(await explainOrder(network, order, context.signal)))
}
