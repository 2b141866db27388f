/** `paynode sandbox`: hosts sandbox PSPs until it is stopped. Started by the local network, hidden from help. */

import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { pspConfigSchema } from '../../network/pspConfig.ts'
import { startVendorPsp } from '../../network/startVendorPsp.ts'

/** Adds the command. */
export function addSandbox(parent: Command, context: Context): void {
  parent
    .command('sandbox', { hidden: true })
    .requiredOption('--config <file>', 'ports, accounts and tokens')
    .action(async (options: { readonly config: string }) => {
      const { psps, vendors } = pspConfigSchema.parse(JSON.parse(readFileSync(options.config, 'utf8')))
      const { startSandboxPsp } = await import('@paynode/node/sandbox')
      const servers = await Promise.all(psps.map((psp) => startSandboxPsp({ ...psp, host: '127.0.0.1' })))
      const played = await Promise.all(
        vendors.map(async (vendor) => ({ ...(await startVendorPsp({ ...vendor, signal: context.signal })), corridor: vendor.corridor })),
      )
      const data = {
        ready: true,
        urls: servers.map(({ url }) => url),
        vendors: played.map(({ corridor, url, accounts }) => ({ corridor, url, accounts })),
      }
      context.emit({ data, text: () => JSON.stringify(data) })
      if (!context.signal.aborted) await once(context.signal, 'abort')
      await Promise.all([...servers, ...played].map((server) => server.close()))
    })
}
