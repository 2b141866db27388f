/** `paynode peers`: the other providers as one daemon meets them. */
import type { Command } from 'commander'
import { z } from 'zod'
import { loadNodeConfig } from '../../config/loadNodeConfig.ts'
import type { Context } from '../../context.ts'
import { usageError } from '../../errors.ts'
import { getJson } from '../../gateway/getJson.ts'
import type { View } from '../../output/render.ts'
import { shorten, toTable } from '../../output/text.ts'

type PeersOptions = { readonly config?: string; readonly gateway?: string }

const statusSchema = z.looseObject({
  provider: z.string(),
  peerId: z.string(),
  providers: z.array(
    z.object({
      provider: z.string(),
      gateway: z.string(),
      connected: z.boolean(),
      rttMs: z.number().optional(),
      failedBps: z.number().optional(),
      corridors: z.array(z.string()),
      reported: z.array(z.string()),
    }),
  ),
})

/** Adds the command. */
export function addPeers(parent: Command, context: Context): void {
  parent
    .command('peers')
    .description('the other providers as a running daemon meets them: connection, round trip, failed probes, reports')
    .option('--config <file>', 'configuration of the daemon, as written by `paynode init`')
    .option('--gateway <url>', 'the daemon’s gateway, instead of a configuration')
    .action(async (options: PeersOptions) => context.emit(await listPeers(options, context.signal)))
}

/** Asks the daemon. @throws retry error when it does not answer. */
export async function listPeers(options: PeersOptions, signal: AbortSignal): Promise<View> {
  const gateway = options.gateway ?? (await toGateway(options.config))
  const { provider, peerId, providers } = await getJson({ gateway, path: '/v1/status', schema: statusSchema, signal })
  const connected = providers.filter((peer) => peer.connected).length
  const rows = () =>
    providers.map((peer) => [
      shorten(peer.provider),
      peer.connected ? 'yes' : 'no',
      peer.rttMs === undefined ? '–' : `${peer.rttMs} ms`,
      peer.failedBps === undefined ? '–' : `${(peer.failedBps / 100).toFixed(0)} %`,
      `${peer.reported.length} of ${peer.corridors.length}`,
      peer.gateway,
    ])
  const head = ['provider', 'connected', 'round trip', 'probes lost', 'reports', 'gateway']
  return {
    data: { provider, peerId, connected, peers: providers },
    text: () => `${connected} of ${providers.length} providers connected to ${shorten(provider)}\n${toTable(head, rows())}`,
  }
}

async function toGateway(file: string | undefined): Promise<string> {
  if (file === undefined) throw usageError('give --config <file> or --gateway <url>')
  const { api } = await loadNodeConfig(file)
  if (api.publicUrl === undefined && api.port === 0)
    throw usageError(`${file} lets the gateway take any free port; give --gateway <url>, or api.port a number`)
  return api.port === 0 ? (api.publicUrl ?? '') : `http://${api.host === '0.0.0.0' ? '127.0.0.1' : api.host}:${api.port}`
}
