/** One thread of the gossip benchmark: several daemons' networks, each with a real reporter. */
import { parentPort, workerData } from 'node:worker_threads'
import {
  createCounts,
  createIdentity,
  createRegistry,
  createReport,
  createSigned,
  domain,
  type Identity,
} from '../../../node/src/gossip/gossip.fixture.ts'
import { startReporter } from '../../../node/src/gossip/reporter.ts'
import { createNetwork } from '../../../node/src/gossip/service.ts'
import { systemClock } from '../../../node/src/runtime/clock.ts'
import { type FromThread, getSharedTime, type Moment, type ThreadData, type ToThread } from './gossipMessages.ts'
import { quiet } from './quiet.ts'

const { daemons: count, own, epochSeconds } = workerData as ThreadData
const tell = (message: FromThread) => parentPort?.postMessage(message)
const stop = new AbortController()
const { signal } = stop
const published: Moment[] = []
const arrived: Moment[] = []
const metrics = createCounts()
const identities = Array.from({ length: count }, (_, index) => createIdentity(index))
const view = createRegistry(identities.map(({ entry }) => entry))
const toName = ({ provider, epoch }: { readonly provider: string; readonly epoch: number }) => `${provider}:${epoch}`

const daemons = await Promise.all(own.map((index) => startDaemon(identities[index] as Identity)))
tell({ type: 'listening', multiaddrs: Object.fromEntries(daemons.map(({ network }, at) => [own[at], network.multiaddrs()])) })

parentPort?.on('message', (message: ToThread) => {
  if (message.type === 'meet') void meet(message.multiaddrs)
  if (message.type === 'report') void report(message)
  if (message.type === 'close') void close()
})

async function startDaemon(identity: Identity) {
  const network = await createNetwork({
    ...domain,
    nodePrivateKey: identity.nodePrivateKey,
    listen: ['/ip4/127.0.0.1/tcp/0'],
    bootstrap: [],
    view,
    self: identity.operator,
    epochSeconds,
    clock: systemClock,
    logger: quiet,
    metrics,
    signal,
    onReport: (signed) => arrived.push({ report: toName(signed.report), at: getSharedTime() }),
  })
  return { identity, network }
}

/** Everybody's registration arrives at once: nobody waits for anybody. */
async function meet(multiaddrs: Readonly<Record<number, readonly string[]>>): Promise<void> {
  for (const [index, { entry }] of identities.entries()) view.register({ ...entry, multiaddrs: multiaddrs[index] ?? [] })
  while (!signal.aborted) {
    const peers = daemons.reduce((sum, { network }) => sum + network.peers().length, 0)
    const missing = daemons.reduce((sum, { network }) => {
      const here = new Set(network.peers())
      return sum + network.neighbours().filter((neighbour) => !here.has(neighbour)).length
    }, 0)
    const dials = metrics.get('paynode_gossip_dials_total ok') + metrics.get('paynode_gossip_dials_total failed')
    tell({ type: 'met', peers, missing, dials })
    if (missing === 0) return
    await systemClock.sleep(250, signal).catch(() => {})
  }
}

/** Reports as daemons do, each at its own offset within the first quarter of an epoch. */
async function report({ firstEpoch, epochs }: { readonly firstEpoch: number; readonly epochs: number }): Promise<void> {
  const toEpoch = () => Math.floor(systemClock.now() / 1_000 / epochSeconds)
  const cpu = process.threadCpuUsage()
  const reporters = daemons.map(({ identity, network }) =>
    startReporter({
      corridors: ['NGN/bank'],
      self: identity.operator,
      epochSeconds,
      clock: systemClock,
      logger: quiet,
      signal,
      isRegistered: () => toEpoch() >= firstEpoch && toEpoch() < firstEpoch + epochs,
      makeReport: async (_, epoch) => createReport(identity.operator, { epoch }),
      sign: async (own) => (await createSigned(identity, own)).signature,
      save: () => {},
      find: () => undefined,
      publish: async (signed) => {
        published.push({ report: toName(signed.report), at: getSharedTime() })
        await network.publishReport(signed)
      },
    }),
  )
  const expected = daemons.length * (count - 1) * epochs
  const end = (firstEpoch + epochs + 1) * epochSeconds * 1_000 // late is measured, not counted as lost
  const isDone = () => arrived.length >= expected && published.length >= daemons.length * epochs
  while (!signal.aborted && !isDone() && systemClock.now() < end) await systemClock.sleep(50, signal).catch(() => {})
  const { user, system } = process.threadCpuUsage(cpu)
  tell({ type: 'reported', published, arrived, cpuSeconds: (user + system) / 1e6 })
  await Promise.all(reporters.map((reporter) => reporter.close()))
}

async function close(): Promise<void> {
  stop.abort(new Error('the benchmark is over'))
  await Promise.allSettled(daemons.map(({ network }) => network.close()))
  process.exit()
}
