/** `paynode bench flow`: how long orders take, and how many a second, on a local network. */
import type { Command } from 'commander'
import { runFlowBench } from '../../bench/runFlowBench.ts'
import { toBenchText } from '../../bench/toBenchText.ts'
import type { Context } from '../../context.ts'
import { CliError } from '../../errors.ts'
import { parseBlockTime, parseCount } from '../../network/parseOptions.ts'

/** Adds the command. */
export function addBench(parent: Command, context: Context): void {
  parent
    .command('bench')
    .description('measurements')
    .command('flow')
    .description('lock → settled on a local network: p50, p95, orders per second, and the split per step')
    .option('--orders <n>', 'how many', '200')
    .option('--providers <n>', 'provider daemons', '4')
    .option('--payers <n>', 'accounts that lock at the same time', '10')
    .option('--block-time <seconds>', 'seconds between blocks', '1')
    .action(async (options: Readonly<Record<'orders' | 'providers' | 'payers' | 'blockTime', string>>) => {
      const result = await runFlowBench({
        orders: parseCount(options.orders, '--orders', { min: 1, max: 10_000 }),
        providers: parseCount(options.providers, '--providers', { min: 1, max: 16 }),
        payers: parseCount(options.payers, '--payers', { min: 1, max: 100 }),
        blockTime: parseBlockTime(options.blockTime),
        story: context.story,
        signal: context.signal,
      })
      context.emit({ data: result, text: () => toBenchText(result) })
      if (result.settled < result.orders) throw new CliError(`${result.orders - result.settled} of ${result.orders} orders did not settle`)
    })
}
