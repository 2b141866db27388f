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
/** What waits for the operator; a gateway may keep it to itself. */
const alertsSchema = z.object({ alerts: z.array(z.object({ subject: z.string(), kind: z.string(), detail: z.string() })).default([]) })

/** Asks every gateway. @throws retry error when none answers. */
export async function showStatus(source: string, signal: AbortSignal): Promise<View> {
  const { gateways } = await loadNetwork(source, signal)
  const statuses = await Promise.all(
    gateways.map(async (gateway) => {
      try {
        const ask = { gateway, signal, timeoutMs: 3_000 }
        const health = await getJson({ ...ask, path: '/v1/health', schema: healthSchema })
        const { alerts } = await getJson({ ...ask, path: '/v1/status', schema: alertsSchema }).catch(() => ({ alerts: [] }))
        return { gateway, up: true as const, ...health, ...(alerts.length > 0 ? { alerts } : {}) }
      } catch (error) {
        signal.throwIfAborted()
        return { gateway, up: false as const, problem: error instanceof Error ? error.message : String(error) }
      }
    }),
  )
  if (!statuses.some(({ up }) => up)) throw retryError(`no gateway answers: ${gateways.join(', ') || '(none known)'}`)
  const details = ({ gateway: _gateway, up: _up, ...rest }: Readonly<Record<string, unknown>>) =>
    Object.entries(rest).map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
  const rows = () =>
    statuses.flatMap((status) => {
      const { alerts = [], ...rest }: { readonly alerts?: z.output<typeof alertsSchema>['alerts'] } & Readonly<Record<string, unknown>> =
        status
      const lines = alerts.map(({ subject, kind, detail }) => ['', 'alert', `${kind} · ${subject}: ${detail}`])
      return [[status.gateway, status.up ? 'up' : 'down', details({ ...rest, gateway: status.gateway }).join(' · ')], ...lines]
    })
  return { data: { gateways: statuses }, text: () => toTable(['gateway', '', ''], rows()) }
}
