/** `paynode dev`: a whole network on this machine until it is stopped. */
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { now } from '../../clock.ts'
import type { Context } from '../../context.ts'
import { defaultCorridors, parseBlockTime, parseCount, parseVendors, toCorridors } from '../../network/parseOptions.ts'
import { startLocalNetwork } from '../../network/startLocalNetwork.ts'
import { toNetworkText } from '../../network/toNetworkText.ts'
import { toJsonLine } from '../../output/json.ts'

type DevOptions = {
  readonly providers: string
  readonly corridors?: string
  readonly blockTime: string
  readonly networkFile?: string
  readonly psp?: string
}

/** Adds the command. */
export function addDev(parent: Command, context: Context): void {
  parent
    .command('dev')
    .description('run a whole network on this machine: a chain, contracts, providers, sandbox payment services')
    .option('--providers <n>', 'provider daemons', '3')
    .option('--corridors <list>', `comma-separated corridors (default: ${defaultCorridors.join(',')} and those of --psp)`)
    .option('--psp <vendors>', 'pay through simulated vendors, like paystack,mpesa, instead of the sandbox')
    .option('--block-time <seconds>', 'seconds between blocks', '1')
    .option('--network-file <path>', 'also write the description there; removed at the end')
    .action(async (options: DevOptions) => {
      const started = now()
      const vendors = parseVendors(options.psp)
      const network = await startLocalNetwork({
        providers: parseCount(options.providers, '--providers', { min: 1, max: 16 }),
        corridors: toCorridors(options.corridors, vendors),
        vendors,
        blockTime: parseBlockTime(options.blockTime),
        signal: context.signal,
        onProgress: (text) => context.progress.update(text),
      })
      try {
        if (options.networkFile) writeFileSync(options.networkFile, `${toJsonLine(network.description)}\n`, { mode: 0o600 })
        const seconds = (now() - started) / 1_000
        context.emit({ data: network.description, text: () => toNetworkText(network.description, seconds, options.networkFile) })
        if (!context.signal.aborted) await once(context.signal, 'abort')
      } finally {
        if (options.networkFile) rmSync(options.networkFile, { force: true })
        context.progress.update('stopping …')
        await network.stop()
        context.progress.close()
      }
    })
}
