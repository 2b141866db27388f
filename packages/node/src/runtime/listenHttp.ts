/** An HTTP server that listens, and ends at once when it is told to. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A running server; `close` ends open connections. */
export type HttpServer = { readonly url: string; close(): Promise<void> }

/** Listens; port 0 takes a free one. `timeoutMs` bounds how long a request may take to arrive. @throws when the port is taken. */
export async function listenHttp(
  listener: RequestListener,
  { host, port, timeoutMs }: { readonly host: string; readonly port: number; readonly timeoutMs?: number | undefined },
): Promise<HttpServer> {
  const server = createServer(listener)
  if (timeoutMs !== undefined) server.requestTimeout = timeoutMs
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
