/** Of two connections to one peer, the dead one is found and hung up on; the live one stays. */
import { connect, createServer, type Socket } from 'node:net'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p, type Libp2p } from 'libp2p'
import { expect, onTestFinished, test } from 'vitest'
import type { Clock } from '../runtime/clock.ts'
import { noMetrics } from '../runtime/metrics.ts'
import { silentLogger as logger } from '../runtime/silentLogger.ts'
import { startProbes } from './probes.ts'
import { serveRequests } from './requests.ts'

const protocol = '/test/probe'
const clock: Clock = { now: () => Date.now(), sleep: () => new Promise((resolve) => setImmediate(resolve)) }

async function createPeer(): Promise<Libp2p> {
  const libp2p = await createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionMonitor: { enabled: false },
    connectionGater: { denyDialMultiaddr: () => false },
  })
  onTestFinished(async () => void (await libp2p.stop()))
  return libp2p
}

/** Passes bytes on until it is told to fall silent; the sockets stay open, as after a cable was pulled. */
async function startPipe(port: number) {
  const sockets: Socket[] = []
  let isSilent = false
  const server = createServer((left) => {
    const right = connect(port, '127.0.0.1')
    sockets.push(left, right)
    for (const [from, to] of [
      [left, right],
      [right, left],
    ] as const) {
      from.on('data', (bytes) => void (isSilent || to.write(bytes)))
      from.on('error', () => {})
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const fallSilent = () => {
    isSilent = true
  }
  const { port: own } = server.address() as { readonly port: number }
  return { port: own, fallSilent }
}

test.each(['first', 'last'])('the dead one was made %s', async (order) => {
  const [here, there] = await Promise.all([createPeer(), createPeer()])
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const everybody = { operator: '0x00000000000000000000000000000000000000A1' } as unknown as ReturnType<
    Parameters<typeof serveRequests>[0]['findPeer']
  >
  const serving = { libp2p: there, clock, logger, metrics: noMetrics, signal: stop.signal, findPeer: () => everybody, onExcess: () => {} }
  await serveRequests(serving, protocol, 'probe', async () => ({}))
  const [address] = there.getMultiaddrs()
  const port = Number(/\/tcp\/(\d+)/.exec(String(address))?.[1])
  const pipe = await startPipe(port)
  const dial = (to: number) => here.dial(multiaddr(`/ip4/127.0.0.1/tcp/${to}/p2p/${there.peerId}`), { force: true })
  const first = await dial(order === 'first' ? pipe.port : port)
  const last = await dial(order === 'first' ? port : pipe.port)
  const [dead, alive] = order === 'first' ? [first, last] : [last, first]
  expect(here.getConnections()).toHaveLength(2)

  pipe.fallSilent()
  let rounds = 0
  const probes = startProbes({
    libp2p: here,
    protocol,
    clock,
    logger,
    signal: stop.signal,
    timeoutMs: 300,
    onRound: () => {
      rounds += 1
    },
  })
  await expect.poll(() => dead.status, { timeout: 20_000 }).toBe('aborted')
  const seen = rounds
  await expect.poll(() => rounds, { timeout: 20_000 }).toBeGreaterThan(seen + 3)
  expect(alive.status).toBe('open')
  stop.abort()
  await probes.close()
})
