/** `paynode status`: how gateways are doing. */
import type { Command } from 'commander'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { retryError } from '../../errors.ts'
import { getJson } from '../../gateway/getJson.ts'
import { loadNetwork } from '../../network/loadNetwork.ts'
import type { View } from '../../output/render.ts'
import { toTable } from '../../output/text.ts'
import { createNetworkOption } from '../networkOption.ts'

/** Adds the command. */
export function addStatus(parent: Command, context: Context): void {
  parent
    .command('status')
    .description('health of every gateway of a network')
    .addOption(createNetworkOption())
    .action(async (options: { readonly network: string }) => context.emit(await showStatus(options.network, context.signal)))
}

const healthSchema = z.looseObject({})

/** Asks every gateway. @throws retry error when none answers. */
export async function showStatus(source: string, signal: AbortSignal): Promise<View> {
  const { gateways } = await loadNetwork(source, signal)
  const statuses = await Promise.all(
    gateways.map(async (gateway) => {
      try {
        return {
          gateway,
          up: true as const,
          ...(await getJson({ gateway, path: '/v1/health', schema: healthSchema, signal, timeoutMs: 3_000 })),
        }
      } catch (error) {
        signal.throwIfAborted()
        return { gateway, up: false as const, problem: error instanceof Error ? error.message : String(error) }
      }
    }),
  )
  if (!statuses.some(({ up }) => up)) throw retryError(`no gateway answers: ${gateways.join(', ') || '(none known)'}`)
  const details = ({ gateway: _gateway, up: _up, ...rest }: Readonly<Record<string, unknown>>) =>
    Object.entries(rest).map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
  const rows = () => statuses.map((status) => [status.gateway, status.up ? 'up' : 'down', details(status).join(' · ')])
  return { data: { gateways: statuses }, text: () => toTable(['gateway', '', ''], rows()) }
}
