/** `paynode start`: runs a provider daemon until it is stopped. */
import { once } from 'node:events'
import type { Command } from 'commander'
import { loadNodeConfig } from '../../config/loadNodeConfig.ts'
import type { Context } from '../../context.ts'
import { createPassphrase } from '../../keys/passphrase.ts'
import { toList } from '../../output/text.ts'

/** Adds the command. */
export function addStart(parent: Command, context: Context): void {
  parent
    .command('start')
    .description('run a provider daemon in the foreground')
    .requiredOption('--config <file>', 'configuration, as written by `paynode init`')
    .action(async (options: { readonly config: string }) => {
      const config = await loadNodeConfig(options.config)
      const { createNode } = await import('@paynode/node')
      const passphrase = createPassphrase(undefined, context.signal) // the daemon reads a configured file itself
      const node = await createNode(config, { signal: context.signal, passphrase })
      try {
        const { gateway, metrics, peerId, multiaddrs } = node
        context.emit({
          data: { ready: true, gateway, metrics, peerId, multiaddrs, pid: process.pid },
          text: () => toList({ ready: config.name, gateway, metrics, peer: peerId, listens: multiaddrs.join(', ') }),
        })
        if (!context.signal.aborted) await Promise.race([once(context.signal, 'abort'), node.failed])
      } finally {
        await node.close()
      }
    })
}
