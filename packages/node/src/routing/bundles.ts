/**
 * Agrees on the reports of a closed epoch: daemons exchange digests and fetch what they lack until a majority of the corridor's
 * registered providers, or everyone who can be reached, holds the same set. Until then nobody ranks; nobody guesses.
 */
import { type Corridor, decodeSignedReports, encodeSignedReports, type ProviderId, type SignedReport, toJson } from '@paynode/sdk/protocol'
import { z } from 'zod'
import type { ChainView } from '../chain/ports.ts'
import type { Network } from '../gossip/ports.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { getAgreedBody, saveBundle } from '../store/bundles.ts'
import { listReports, saveReport } from '../store/reports.ts'
import type { Store } from '../store/store.ts'
import { askDigest, askReports, type Claim, type EpochKey } from './askPeers.ts'
import { countVotes } from './countVotes.ts'
import { saveReportProofs } from './saveReportProofs.ts'
import { type Bundle, toBundle } from './toBundle.ts'

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

export type Bundles = {
  getAgreedBundle(
    corridor: Corridor,
    epoch: number,
    signal: AbortSignal,
  ): Promise<({ readonly type: 'agreed' } & Held) | { readonly type: 'pending'; readonly reason: string }>
  /** What this daemon holds of an epoch right now, agreed or not. */
  getOwnBundle(corridor: Corridor, epoch: number): Held
}

/** A bundle and the signed reports that it was made from. */
export type Held = Bundle & { readonly signed: readonly SignedReport[] }
type PeerClaim = Claim & { readonly from: ProviderId }

const querySchema = z.object({ corridor: z.string().max(32), epoch: z.int().min(0) })
/** Epochs after which an epoch takes no more reports. */
const WINDOW = 2
/** Times a daemon may claim a digest without showing the reports behind it before its claim counts for nothing. */
const STRIKES = 3
/** Agreements in memory; all are in the store until they are old. */
const MAX_AGREED = 256

/** Starts serving digests and reports, and answers with agreed bundles. */
export function createBundles(deps: BundleDeps): Bundles {
  const { store, network, view, clock, self, epochSeconds, logger } = deps
  const agreed = new Map<string, Held>()
  const asking = new Map<string, Promise<void>>()
  const strikes = new Map<string, number>()
  const isValid = memoise(deps)

  /** What was agreed, before a restart too: a daemon never agrees twice. */
  const getAgreed = (corridor: Corridor, epoch: number): Held | undefined => {
    const id = toKey(corridor, epoch)
    const known = agreed.get(id)
    if (known) return known
    const body = getAgreedBody(store, corridor, epoch)
    const signed = body && decodeSignedReports(body)
    if (!signed) return undefined
    const held = { ...toBundle(corridor, epoch, signed), signed }
    agreed.set(id, held)
    return held
  }
  const getHeld = (corridor: Corridor, epoch: number): Held => {
    const frozen = getAgreed(corridor, epoch)
    if (frozen) return frozen
    const signed = listReports(store, corridor, epoch).filter(isValid)
    return { ...toBundle(corridor, epoch, signed), signed }
  }
  const freeze = (key: EpochKey, held: Held) => {
    const { corridor, epoch } = key
    const inBundle = new Set(held.reports)
    const body = encodeSignedReports(held.signed.filter(({ report }) => inBundle.has(report)))
    store.transaction(() => {
      saveBundle(store, { corridor, epoch, digest: held.digest, body, agreed: true }, clock.now())
      for (const provider of saveReportProofs(store, listReports(store, corridor, epoch).filter(isValid), clock.now()))
        logger.warn(
          { corridor, epoch, provider },
          'a provider signed two different reports of one epoch; both are left out, the proof is kept',
        )
    })
    agreed.set(toKey(corridor, epoch), held)
    for (const oldest of agreed.keys()) if (agreed.size > MAX_AGREED) agreed.delete(oldest)
    for (const strike of strikes.keys()) if (strike.startsWith(`${toKey(key.corridor, key.epoch)}:`)) strikes.delete(strike)
    logger.debug({ ...key, digest: held.digest, reports: held.reports.length }, 'bundle agreed')
  }

  network.serve('digests', async (body) => {
    const { corridor, epoch } = querySchema.parse(body)
    const { digest, reports } = getHeld(corridor as Corridor, epoch)
    return { digest, frozen: getAgreed(corridor as Corridor, epoch) !== undefined, providers: reports.map(({ provider }) => provider) }
  })
  network.serve('reports', async (body) => {
    const { corridor, epoch } = querySchema.parse(body)
    return { reports: getHeld(corridor as Corridor, epoch).signed }
  })

  /** Claims of the corridor's connected members; of the others too when those are too few to decide. */
  const askMembers = async (key: EpochKey, others: readonly ProviderId[], enough: number, signal: AbortSignal): Promise<PeerClaim[]> => {
    const connected = new Set(network.peers())
    const ask = async (from: ProviderId) => {
      const claim = await askDigest(network, from, key, signal)
      return claim ? [{ ...claim, from }] : []
    }
    const near = (await Promise.all(others.filter((other) => connected.has(other)).map(ask))).flat()
    if (near.length >= enough) return near
    return [...near, ...(await Promise.all(others.filter((other) => !connected.has(other)).map(ask))).flat()]
  }

  /** Fetches the set behind every claim that differs from ours, one daemon per digest, and strikes those that cannot show theirs. */
  const fetchOthers = async (key: EpochKey, claims: readonly PeerClaim[], own: Held, signal: AbortSignal): Promise<readonly Held[]> => {
    const shown: Held[] = []
    for (const { from, digest } of claims) {
      if (digest === own.digest || shown.some((held) => held.digest === digest)) continue
      const signed = (await askReports(network, from, key, signal))?.filter(isValid)
      const strike = `${toKey(key.corridor, key.epoch)}:${from}`
      const held = signed && { ...toBundle(key.corridor, key.epoch, signed), signed }
      if (held) shown.push(held)
      if (held?.digest === digest) strikes.delete(strike)
      else strikes.set(strike, (strikes.get(strike) ?? 0) + 1)
    }
    return shown
  }

  /** One exchange. Gives the reason when it did not end in agreement. */
  const round = async (key: EpochKey, signal: AbortSignal): Promise<string | undefined> => {
    const { corridor, epoch } = key
    const members = view.providers().flatMap(({ operator, corridors }) => (corridors.includes(corridor) ? [operator] : []))
    const isMember = members.includes(self)
    const others = members.filter((member) => member !== self)
    const majority = Math.floor(members.length / 2) + 1
    const asked = await askMembers(key, others, majority - Number(isMember), signal)
    const claims = asked.filter(({ from }) => (strikes.get(`${toKey(corridor, epoch)}:${from}`) ?? 0) < STRIKES)
    const settledOnly = Math.floor(clock.now() / 1_000 / epochSeconds) > epoch + WINDOW
    const tally = (own: Held) =>
      countVotes(isMember ? [...claims, { digest: own.digest, frozen: false }] : claims, { members: members.length, settledOnly })
    const own = getHeld(corridor, epoch)
    const first = tally(own)
    if (first.winner === own.digest || members.length === 0) {
      freeze(key, own)
      return undefined
    }
    const shown = await fetchOthers(key, asked, own, signal)
    const won = shown.find(({ digest }) => digest === first.winner)
    // Late reports are evidence, but they no longer change an epoch that others have settled.
    const merges = !settledOnly || !asked.some(({ frozen }) => frozen)
    if (merges) for (const { signed } of shown) for (const item of signed) saveReport(store, item, clock.now())
    if (won) {
      freeze(key, won)
      return undefined
    }
    const merged = getHeld(corridor, epoch)
    const second = tally(merged)
    if (second.winner !== undefined && second.winner === merged.digest) {
      freeze(key, merged)
      return undefined
    }
    return `${second.voters} daemons answered for epoch ${epoch} of ${corridor}, ${second.needed} must hold the same reports`
  }

  return {
    getOwnBundle: getHeld,
    getAgreedBundle: async (corridor, epoch, signal) => {
      const id = toKey(corridor, epoch)
      const known = getAgreed(corridor, epoch)
      if (known) return { type: 'agreed', ...known }
      // An epoch is settled once its reports had time to travel.
      const closes = (epoch + 1) * epochSeconds * 1_000 + Math.min(1_000, epochSeconds * 200)
      if (clock.now() < closes) return { type: 'pending', reason: `epoch ${epoch} closed too recently` }
      let reason: string | undefined
      const running = asking.get(id)
      if (running) await running.catch(() => {})
      else {
        const work = round({ corridor, epoch }, signal).then((text) => {
          reason = text
        })
        asking.set(id, work)
        try {
          await work
        } finally {
          asking.delete(id)
        }
      }
      const bundle = agreed.get(id)
      return bundle ? { type: 'agreed', ...bundle } : { type: 'pending', reason: reason ?? 'agreement is under way' }
    },
  }
}

const toKey = (corridor: string, epoch: number) => `${corridor}:${epoch}`

/** `verify`, asked once per signature and node key: a report counts only while the registry names the key that signed it. */
function memoise({ view, verify }: BundleDeps): (signed: SignedReport) => boolean {
  const verdicts = new Map<string, boolean>()
  return (signed) => {
    const entry = view.provider(signed.report.provider)
    if (!entry?.corridors.includes(signed.report.corridor)) return false
    const id = `${entry.nodeAddress}:${signed.signature}:${toJson(signed.report)}`
    const known = verdicts.get(id)
    if (known !== undefined) return known
    if (verdicts.size > 20_000) verdicts.clear()
    const verdict = verify(signed)
    verdicts.set(id, verdict)
    return verdict
  }
}
