/** `paynode psp list|test|simulate`: payment services, tried before money moves. */
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { listPsps } from './list.ts'
import { type SimulateOptions, simulatePsp } from './simulate.ts'
import { type TestOptions, tryPsp } from './test.ts'

/** Adds the commands. */
export function addPsp(parent: Command, context: Context): void {
  const psp = parent.command('psp').description('payment services: what is configured, whether it works, simulators')
  psp
    .command('list')
    .description('the vendors, or what a configuration pays through')
    .option('--config <file>', 'configuration, as written by `paynode init`')
    .action(async ({ config }: { readonly config?: string }) => context.emit(await listPsps(config)))
  psp
    .command('test <vendor>')
    .description('credentials, mode, balance, institutions, callbacks and a name enquiry; moves no money')
    .requiredOption('--config <file>', 'configuration that names the vendor')
    .option('--to <recipient>', 'ask for this account’s name, like NGN/bank:058:0123456789')
    .action((vendor: string, options: TestOptions) => tryPsp(vendor, options, context))
  psp
    .command('simulate <vendor>')
    .description('play a vendor on this machine until stopped: its own ledger, signed notices, a fresh account')
    .option('--port <n>', '0 = any free port', '0')
    .option('--webhook-url <url>', 'where notices and callbacks go')
    .action((vendor: string, options: SimulateOptions) => simulatePsp(vendor, options, context))
}
