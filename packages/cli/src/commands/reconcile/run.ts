/** `paynode reconcile`: chain, ledger and PSP side by side; exit 1 when they differ. */
import type { Reconciliation } from '@paynode/node'
import type { Command } from 'commander'
import { loadNodeConfig } from '../../config/loadNodeConfig.ts'
import type { Context } from '../../context.ts'
import { CliError } from '../../errors.ts'
import { createPassphrase } from '../../keys/passphrase.ts'
import { parseCount } from '../../network/parseOptions.ts'
import { toTable } from '../../output/text.ts'

/** Adds the command. */
export function addReconcile(parent: Command, context: Context): void {
  parent
    .command('reconcile')
    .description('compare the chain, the ledger and the PSPs; reads only, also while the daemon runs; exits 1 on a difference')
    .requiredOption('--config <file>', 'configuration, as written by `paynode init`')
    .option('--days <n>', 'how far back ended orders and payouts are looked at', '30')
    .action(async (options: { readonly config: string; readonly days: string }) => {
      const config = await loadNodeConfig(options.config)
      const days = parseCount(options.days, '--days', { min: 1, max: 3_650 })
      const { reconcileNode } = await import('@paynode/node')
      const found = await reconcileNode(config, { days, signal: context.signal, passphrase: createPassphrase(undefined, context.signal) })
      context.emit({ data: { ok: found.differences.length === 0, ...found }, text: () => toText(found) })
      const { length } = found.differences
      if (length > 0) throw new CliError(`${length} ${length === 1 ? 'difference' : 'differences'} found`)
    })
}

function toText({ block, orders, payouts, unverified, differences }: Reconciliation): string {
  const summary = `${orders} orders and ${payouts} payouts compared at block ${block}${unverified > 0 ? `; the PSP did not say for ${unverified}` : ''}`
  if (differences.length === 0) return `${summary}. No differences.`
  const rows = differences.map(({ kind, orderId, text, next }) => [kind, orderId ?? '', text, next])
  return `${summary}.\n${toTable(['difference', 'order', 'what', 'next'], rows)}`
}
