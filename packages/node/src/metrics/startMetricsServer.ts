/** Serves metrics to Prometheus and liveness to whoever watches the process. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Registry } from 'prom-client'

/** A running server. */
export type MetricsServer = { readonly url: string; close(): Promise<void> }

/** Listens for `GET /metrics` and `GET /healthz`. Port 0 takes a free one. @throws when the port is taken. */
export async function startMetricsServer(parameters: {
  readonly registry: Registry
  readonly host: string
  readonly port: number
}): Promise<MetricsServer> {
  const { registry, host, port } = parameters
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0]
    const send = (status: number, type: string, body: string) => response.writeHead(status, { 'content-type': type }).end(body)
    if (request.method !== 'GET') return void send(405, text, 'only GET\n')
    if (path === '/healthz') return void send(200, text, 'ok\n')
    if (path !== '/metrics') return void send(404, text, 'not found; try /metrics or /healthz\n')
    registry.metrics().then(
      (body) => send(200, registry.contentType, body),
      () => send(500, text, 'metrics could not be collected\n'),
    )
  })
  server.listen(port, host)
  await once(server, 'listening')
  const { port: actual, family, address } = server.address() as AddressInfo // a TCP server has one
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${actual}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const text = 'text/plain; charset=utf-8'
