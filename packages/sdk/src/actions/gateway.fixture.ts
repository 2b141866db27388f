/** Small gateways for tests, over real HTTP: honest ones, and ones that lie. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Address, Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { hashViews } from '../protocol/peerView.ts'
import { hashReport, type Report } from '../protocol/report.ts'

/** What a provider's node key signs its quotes for, and what it offers now. */
export type TestProvider = {
  readonly provider: Address
  readonly nodePrivateKey: Hex
  readonly chainId: number
  readonly escrow: Address
  rate: bigint
}

/** A signed quote as `/v1/quotes` carries it: bigints as decimal strings. */
export async function signQuote({ provider, nodePrivateKey, chainId, escrow, rate }: TestProvider, terms: Partial<Report> = {}) {
  const report: Report = {
    provider,
    corridor: 'NGN/bank',
    epoch: 7,
    rate,
    minPayout: 100n,
    maxPayout: 100_000_000n,
    liquidityBucket: 30,
    loadBps: 0,
    capacity: 10,
    maintenance: false,
    views: [],
    ...terms,
  }
  const signature = await privateKeyToAccount(nodePrivateKey).sign({ hash: hashReport(report, { chainId, escrow }) })
  const { corridor: _, views, ...quoted } = report
  return JSON.parse(
    JSON.stringify({ ...quoted, views: hashViews(views), signature }, (_key, value) => (typeof value === 'bigint' ? `${value}` : value)),
  )
}

/** What a gateway says instead of the truth; undefined: the truth. */
export type Lie = { readonly status?: number; readonly body: unknown } | 'hang' | undefined

export type GatewayOptions = {
  /** Other than 200 it refuses everything. */
  readonly status?: number
  readonly lie?: (path: string, body: unknown) => Promise<Lie> | Lie
  /** Sends relayed orders. */
  readonly relay?: (body: { readonly order: string; readonly funding: string }) => Promise<object>
}

/** What a test gateway was sent. */
export type TestGateway = { readonly url: string; readonly received: unknown[]; readonly stop: () => Promise<void> }

/** A gateway that quotes what the provider offers at that moment and takes every envelope. */
export async function startGateway(
  offer: TestProvider,
  { status = 200, lie = () => undefined, relay }: GatewayOptions = {},
): Promise<TestGateway> {
  const received: unknown[] = []
  const answer = async (url: URL, body: unknown): Promise<Lie> => {
    if (status !== 200) return { status, body: { detail: 'busy' } }
    const untruth = await lie(url.pathname, body)
    if (untruth) return untruth
    switch (url.pathname) {
      case '/v1/quotes':
        return { body: { epoch: 7, quotes: url.searchParams.get('corridor') === 'NGN/bank' ? [await signQuote(offer)] : [] } }
      case '/v1/recipients':
        received.push(body)
        return { body: { stored: 1 } }
      case '/v1/relay':
        return { body: { enabled: relay !== undefined, fundings: ['authorization', 'permit2', 'permit'], quota: { perPayerPerDay: 5 } } }
      case '/v1/orders':
        if (!relay) return { status: 503, body: { code: 'relay_disabled', detail: 'no relayer' } }
        return relay(body as Parameters<typeof relay>[0]).then(
          (done) => ({ status: 202, body: done }),
          (error: Error) => ({ status: 422, body: { code: 'order_refused', detail: error.message.slice(0, 100) } }),
        )
    }
    if (!url.pathname.endsWith('/events')) return { body: {} }
    const after = Number(url.searchParams.get('after'))
    const events = [{ seq: 1, at: 1, type: 'chainCreated', name: 'order.created', state: 'seen' }]
    return { body: { events: events.filter(({ seq }) => seq > after) } }
  }
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', async () => {
      const said = await answer(new URL(request.url ?? '/', 'http://gateway'), text === '' ? undefined : JSON.parse(text))
      if (said === 'hang' || said === undefined) return
      response.writeHead(said.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(said.body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const stop = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  return { url: `http://127.0.0.1:${port}`, received, stop }
}
