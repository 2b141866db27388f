/** Listens for PSPs that call back, at `/psp/<corridor>` and `/psp/<corridor>/<vendor>`, and below. The body is handed on as it came: signatures cover bytes. */
import type { RequestListener } from 'node:http'
import { type HttpServer, listenHttp } from '../runtime/listenHttp.ts'
import { readBody } from '../runtime/readBody.ts'
import type { PspAdapter } from './psp.ts'
import { takeWebhook, type WebhookDeps } from './takeWebhook.ts'

const MAX_BYTES = 262_144
const TIME_MS = 60_000

/** Starts the server; `close` ends open connections. */
export async function startWebhookServer(
  deps: WebhookDeps & { adaptersFor(corridor: string): readonly PspAdapter[] },
  { host, port, signal }: { readonly host: string; readonly port: number; readonly signal: AbortSignal },
): Promise<HttpServer> {
  const serve: RequestListener = async (request, response) => {
    try {
      const path = request.url ?? '/'
      const adapter = pick(path, deps.adaptersFor)
      if (!adapter) return void response.writeHead(404).end()
      const raw = await readBody(request, MAX_BYTES)
      if (!raw) return void response.writeHead(413, { connection: 'close' }).end()
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      const incoming = { method: request.method ?? '', path, headers, raw }
      const ack = await takeWebhook(deps, adapter, incoming, AbortSignal.any([signal, AbortSignal.timeout(TIME_MS)]))
      response.writeHead(ack.status, ack.body === undefined ? {} : { 'content-type': 'application/json' }).end(ack.body)
    } catch {
      if (!response.headersSent) response.writeHead(500) // it comes again
      response.end()
    }
  }
  return listenHttp(serve, { host, port, timeoutMs: TIME_MS })
}

/** `/psp/NGN/bank/opay/anything?x=1` is OPay's on NGN/bank; without a vendor of the corridor it is the preferred PSP's. */
function pick(path: string, adaptersFor: (corridor: string) => readonly PspAdapter[]): PspAdapter | undefined {
  const [, psp, currency = '', rail = '', vendor] = path.split('?')[0]?.split('/') ?? []
  if (psp !== 'psp') return undefined
  const adapters = adaptersFor(`${currency}/${rail}`)
  return adapters.find((adapter) => adapter.vendor === vendor) ?? adapters[0]
}
