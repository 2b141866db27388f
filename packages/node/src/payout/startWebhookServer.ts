/** Listens for PSPs that call back, at `/psp/<corridor>` and below. The body is handed on as it came: signatures cover bytes. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PspAdapter } from './psp.ts'
import { takeWebhook, type WebhookDeps } from './takeWebhook.ts'

const MAX_BYTES = 262_144
const TIME_MS = 60_000

/** Starts the server; `close` ends open connections. */
export async function startWebhookServer(
  deps: WebhookDeps & { adapterFor(corridor: string): PspAdapter | undefined },
  { host, port, signal }: { readonly host: string; readonly port: number; readonly signal: AbortSignal },
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    try {
      const path = request.url ?? '/'
      const adapter = deps.adapterFor(toCorridor(path))
      if (!adapter) return void response.writeHead(404).end()
      const raw = await readBody(request)
      if (!raw) return void response.writeHead(413, { connection: 'close' }).end()
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      const incoming = { method: request.method ?? '', path, headers, raw }
      const ack = await takeWebhook(deps, adapter, incoming, AbortSignal.any([signal, AbortSignal.timeout(TIME_MS)]))
      response.writeHead(ack.status, ack.body === undefined ? {} : { 'content-type': 'application/json' }).end(ack.body)
    } catch {
      if (!response.headersSent) response.writeHead(500) // it comes again
      response.end()
    }
  })
  server.requestTimeout = TIME_MS
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  const { port: actual } = server.address() as AddressInfo // a TCP server that listens has one
  return {
    url: `http://${host}:${actual}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

/** `/psp/NGN/bank/anything?x=1` → `NGN/bank`. */
function toCorridor(path: string): string {
  const [, psp, currency = '', rail = ''] = path.split('?')[0]?.split('/') ?? []
  return psp === 'psp' ? `${currency}/${rail}` : ''
}

async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size > MAX_BYTES) return undefined
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}
