/** Loads a gateway with quotes and order status while event streams are open, and a bare server in the same minute. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'

/** Latencies in milliseconds. `share` is the rate as a part of the bare server's. */
export type Load = {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly max: number
  readonly failed: number
  readonly share: number
}
export type GatewayBench = {
  readonly orders: number
  readonly streams: number
  /** Events that arrived on all streams during the run. */
  readonly streamed: number
  readonly bare: Omit<Load, 'share'>
  readonly quotes: Load
  readonly order: Load
}

/** A gateway gives one address a hundred streams. */
const PER_ADDRESS = 100

/** Runs it. One stream in ten follows every order, the others one order each. */
export async function benchGateway({
  orders,
  streams,
  seconds,
  connections,
}: {
  readonly orders: number
  readonly streams: number
  readonly seconds: number
  readonly connections: number
}): Promise<GatewayBench> {
  const file = fileURLToPath(new URL('./gatewayServer.ts', import.meta.url))
  const server = spawn(process.execPath, ['-C', 'paynode-source', file, String(orders)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(server, 'exit')
  try {
    const [line] = (await once(createInterface(server.stdout), 'line')) as [string]
    const { url, bare, ids } = JSON.parse(line) as { url: string; bare: string; ids: string[] }
    let streamed = 0
    const open = Array.from({ length: streams }, (_, index) => {
      const path = index % 10 === 0 ? '/v1/events?after=999999' : `/v1/orders/${ids[index % ids.length]}/events`
      return openStream(url + path, `127.0.0.${2 + Math.floor(index / PER_ADDRESS)}`, (count) => {
        streamed += count
      })
    })
    await Promise.all(open.map(({ opened }) => opened))
    const load = (title: string) => run(title, seconds, connections)
    await run(`${url}/v1/quotes?corridor=NGN/bank&amount=25000000`, 2, connections) // the compiler's warm-up
    const plain = await load(`${bare}/bare`)
    const quotes = await load(`${url}/v1/quotes?corridor=NGN/bank&amount=25000000`)
    const order = await load(`${url}/v1/orders/${ids[7]}`)
    for (const { close } of open) close()
    const share = (one: Omit<Load, 'share'>): Load => ({ ...one, share: Math.round((100 * one.perSecond) / plain.perSecond) / 100 })
    return { orders, streams, streamed, bare: plain, quotes: share(quotes), order: share(order) }
  } finally {
    server.stdin.end()
    await ended
  }
}

async function run(url: string, duration: number, connections: number): Promise<Omit<Load, 'share'>> {
  const { requests, latency, errors, timeouts, non2xx } = await autocannon({ url, duration, connections })
  return {
    perSecond: Math.round(requests.average),
    p50: latency.p50,
    p99: latency.p99,
    max: latency.max,
    failed: errors + timeouts + non2xx,
  }
}

function openStream(url: string, localAddress: string, onEvents: (count: number) => void) {
  const call = request(url, { localAddress, headers: { accept: 'text/event-stream' }, agent: false }).end()
  const opened = once(call, 'response').then(
    ([response]: { statusCode: number; setEncoding(name: string): void; on: NodeJS.EventEmitter['on'] }[]) => {
      if (response?.statusCode !== 200) throw new Error(`a stream was refused with ${response?.statusCode}`)
      response.setEncoding('utf8')
      response.on('data', (text: string) => onEvents(text.split('\nid: ').length - (text.startsWith('id: ') ? 0 : 1)))
    },
  )
  return { opened, close: () => call.destroy() }
}
