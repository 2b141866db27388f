/**
 * Agrees on the reports of a closed epoch: daemons exchange digests and fetch what they lack until a majority of the corridor's
 * registered providers, or everyone who can be reached, holds the same set. Until then nobody ranks; nobody guesses.
 */
import { type Corridor, hashBundle, type ProviderId, type Report, reportSchema, type SignedReport } from '@paynode/sdk/protocol'
import { type Hex, isHex } from 'viem'
import { z } from 'zod'
import type { ChainView } from '../chain/ports.ts'
import type { Network } from '../gossip/ports.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { listReports, saveReport } from '../store/reports.ts'
import type { Store } from '../store/store.ts'

/** What agreeing needs. `verify` says whether a registered provider of the corridor signed the report. */
export type BundleDeps = {
  readonly store: Store
  readonly network: Network
  readonly view: ChainView
  readonly clock: Clock
  readonly self: ProviderId
  readonly epochSeconds: number
  readonly logger: Logger
  verify(signed: SignedReport): boolean
}

export type Bundle = { readonly digest: Hex; readonly reports: readonly Report[] }
export type Bundles = {
  getAgreedBundle(
    corridor: Corridor,
    epoch: number,
    signal: AbortSignal,
  ): Promise<({ readonly type: 'agreed' } & Bundle) | { readonly type: 'pending'; readonly reason: string }>
  /** What this daemon holds of an epoch right now, agreed or not. */
  getOwnBundle(corridor: Corridor, epoch: number): Bundle
}

const querySchema = z.object({ corridor: z.string(), epoch: z.int().min(0) })
const hexSchema = z.custom<Hex>((value) => isHex(value), 'not hex')
const digestSchema = z.object({ digest: hexSchema })
const reportsSchema = z.object({ reports: z.array(z.object({ report: reportSchema, signature: hexSchema })).max(2_000) })

/** Valid reports of an epoch by provider; a provider with two different ones is dropped. */
export function toBundle(corridor: Corridor, epoch: number, signed: readonly SignedReport[]): Bundle {
  const byProvider = Map.groupBy(signed, ({ report }) => report.provider.toLowerCase())
  const reports = [...byProvider.values()].flatMap((group) => {
    const digests = new Set(group.map(({ report }) => hashBundle(corridor, epoch, [report])))
    const only = group[0]
    return digests.size === 1 && only ? [only.report] : []
  })
  reports.sort((left, right) => (left.provider.toLowerCase() < right.provider.toLowerCase() ? -1 : 1))
  return { digest: hashBundle(corridor, epoch, reports), reports }
}

/** Starts serving digests and reports, and answers with agreed bundles. */
export function createBundles(deps: BundleDeps): Bundles {
  const { store, network, view, clock, self, epochSeconds } = deps
  const agreed = new Map<string, Bundle>()
  const asking = new Map<string, Promise<void>>()
  const getOwnBundle = (corridor: Corridor, epoch: number) =>
    agreed.get(`${corridor}:${epoch}`) ?? toBundle(corridor, epoch, listReports(store, corridor, epoch))

  network.serve('digests', async (body) => {
    const { corridor, epoch } = querySchema.parse(body)
    return { digest: getOwnBundle(corridor as Corridor, epoch).digest }
  })
  network.serve('reports', async (body) => {
    const { corridor, epoch } = querySchema.parse(body)
    return { reports: listReports(store, corridor as Corridor, epoch) }
  })

  const round = async (corridor: Corridor, epoch: number, signal: AbortSignal): Promise<string | undefined> => {
    const key = `${corridor}:${epoch}`
    const registered = view.providers().filter(({ corridors }) => corridors.includes(corridor))
    const others = registered.map(({ operator }) => operator).filter((operator) => operator !== self)
    const answers = await Promise.all(others.map(async (to) => ({ to, digest: await askDigest(network, to, corridor, epoch, signal) })))
    const reached = answers.filter((answer): answer is { to: ProviderId; digest: Hex } => answer.digest !== undefined)
    const own = getOwnBundle(corridor, epoch)
    const isMember = registered.some(({ operator }) => operator === self)
    const votes = [...reached.map(({ digest }) => digest), ...(isMember ? [own.digest] : [])]
    const majority = Math.floor(registered.length / 2) + 1
    const needed = votes.length >= majority ? majority : votes.length
    const winner = [...Map.groupBy(votes, (digest) => digest)].find(([, same]) => same.length >= needed)?.[0]
    if (winner === own.digest) {
      agreed.set(key, own)
      return undefined
    }
    // Somebody knows more, or something else: fetch, check as gossip does, and look again.
    for (const { to, digest } of reached) {
      if (digest === own.digest) continue
      for (const signed of await askReports(network, to, corridor, epoch, signal)) {
        if (signed.report.corridor === corridor && signed.report.epoch === epoch && deps.verify(signed))
          saveReport(store, signed, clock.now())
      }
    }
    const merged = getOwnBundle(corridor, epoch)
    if (winner !== undefined && merged.digest !== winner) {
      // The majority decided before a late report reached us: take exactly what they hold, from one who holds it.
      const holder = reached.find(({ digest }) => digest === winner)?.to
      const theirs = holder ? (await askReports(network, holder, corridor, epoch, signal)).filter((signed) => deps.verify(signed)) : []
      const bundle = toBundle(corridor, epoch, theirs)
      if (bundle.digest === winner) agreed.set(key, bundle)
    } else if (winner !== undefined) {
      agreed.set(key, merged)
    }
    return agreed.has(key) ? undefined : `${votes.length} daemons answered for epoch ${epoch}, no ${needed} of them agree yet`
  }

  return {
    getOwnBundle,
    getAgreedBundle: async (corridor, epoch, signal) => {
      const key = `${corridor}:${epoch}`
      const known = agreed.get(key)
      if (known) return { type: 'agreed', ...known }
      // An epoch is settled once its reports had time to travel.
      const closes = (epoch + 1) * epochSeconds * 1_000 + Math.min(1_000, epochSeconds * 200)
      if (clock.now() < closes) return { type: 'pending', reason: `epoch ${epoch} closed too recently` }
      let reason: string | undefined
      const running = asking.get(key)
      if (running) await running
      else {
        const work = round(corridor, epoch, signal).then((text) => {
          reason = text
        })
        asking.set(key, work)
        try {
          await work
        } finally {
          asking.delete(key)
        }
      }
      const bundle = agreed.get(key)
      return bundle ? { type: 'agreed', ...bundle } : { type: 'pending', reason: reason ?? 'agreement is under way' }
    },
  }
}

async function askDigest(
  network: Network,
  to: ProviderId,
  corridor: Corridor,
  epoch: number,
  signal: AbortSignal,
): Promise<Hex | undefined> {
  try {
    return digestSchema.parse(await network.request({ to, protocol: 'digests', body: { corridor, epoch }, timeoutMs: 1_500, signal }))
      .digest
  } catch {
    signal.throwIfAborted()
    return undefined // away: it does not vote
  }
}

async function askReports(
  network: Network,
  to: ProviderId,
  corridor: Corridor,
  epoch: number,
  signal: AbortSignal,
): Promise<readonly SignedReport[]> {
  try {
    return reportsSchema.parse(await network.request({ to, protocol: 'reports', body: { corridor, epoch }, timeoutMs: 3_000, signal }))
      .reports
  } catch {
    signal.throwIfAborted()
    return []
  }
}
