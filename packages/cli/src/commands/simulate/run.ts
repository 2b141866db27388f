/** `paynode simulate`: the router and its rivals in a seeded world, without a network. */
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { parseCount } from '../../network/parseOptions.ts'
import { runSimulation } from '../../simulate/runSimulation.ts'
import { toSimulationText } from '../../simulate/toSimulationText.ts'

type Options = Readonly<Record<'scenario' | 'seed' | 'runs' | 'orders' | 'policy', string>> & { readonly providers?: string }

/** Adds the command. */
export function addSimulate(parent: Command, context: Context): void {
  parent
    .command('simulate')
    .description('run the router and its rivals through outages, crowds, liars and more, in virtual time')
    .option('--scenario <id>', 'S1 to S12 or a title, e.g. outages, capacity, gaming, mixed', 'mixed')
    .option('--providers <n>', 'how many; drawn from the seed otherwise')
    .option('--seed <n>', 'of the first world', '1')
    .option('--runs <n>', 'worlds, one per seed', '3')
    .option('--orders <n>', 'per world', '2000')
    .option('--policy <names>', 'parts of names, comma-separated; `all` for every rival', 'paynode,+ gates,oracle')
    .action(async ({ scenario, providers, seed, runs, orders, policy }: Options) => {
      const first = parseCount(seed, '--seed', { min: 0, max: 1_000_000_000 })
      const count = parseCount(runs, '--runs', { min: 1, max: 1_000 })
      const result = await runSimulation({
        scenario,
        seeds: Array.from({ length: count }, (_, index) => first + index),
        orders: parseCount(orders, '--orders', { min: 1, max: 1_000_000 }),
        providers: providers === undefined ? undefined : parseCount(providers, '--providers', { min: 4, max: 10_000 }),
        policies: policy === 'all' ? [] : policy.split(',').filter((name) => name !== ''),
        progress: context.progress,
        signal: context.signal,
      })
      context.emit({ data: result, text: () => toSimulationText(result) })
    })
}
