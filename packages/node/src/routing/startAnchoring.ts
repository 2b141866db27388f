/** Puts agreed epochs on the chain: one aggregator at a time collects the votes and pays, the next one stands in when it does not. */
import { routeAnchorAbi } from '@paynode/sdk/abi'
import { type Corridor, type ProviderId, toCorridorBytes } from '@paynode/sdk/protocol'
import { encodeFunctionData, type Hex } from 'viem'
import type { TransactionSender } from '../chain/ports.ts'
import { firstLine } from '../runtime/firstLine.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { type Loop, startLoop } from '../runtime/startLoop.ts'
import type { Anchors } from './anchors.ts'
import { type CollectDeps, collectVotes } from './collectVotes.ts'
import { makeStatement, type StatementDeps } from './makeStatement.ts'
import type { serveVotes } from './serveVotes.ts'
import { toAggregators } from './toAggregators.ts'

/** What anchoring needs. */
export type AnchoringDeps = StatementDeps &
  CollectDeps & {
    readonly anchors: Anchors
    readonly corridors: readonly Corridor[]
    readonly self: ProviderId
    readonly sender: TransactionSender
    readonly logger: Logger
    readonly metrics: Metrics
    readonly signal: AbortSignal
    /** Seconds that a seat must have been held before an epoch in which it votes. */
    readonly minSeatAge: number
    readonly vote: ReturnType<typeof serveVotes>
    /** Votes that an epoch needs, by the contract. */
    quorumOf(corridor: Corridor, epoch: number): Promise<number>
  }

type Ready = { readonly corridor: Corridor; readonly epoch: number; readonly digest: Hex; readonly signatures: Hex }

/** Epochs back that are still worth anchoring. */
const BACK = 2

/** Starts anchoring; `close` waits for the round under way. */
export function startAnchoring(deps: AnchoringDeps): Loop {
  const { clock, epochSeconds, logger, metrics } = deps
  const sending = new Set<string>()
  const standIn = Math.min(10_000, epochSeconds * 400)
  const send = async (items: readonly Ready[]) => {
    const keys = items.map(toKey)
    for (const key of keys) sending.add(key)
    try {
      const result = await deps.sender.send({ purpose: 'anchor', to: deps.anchor, data: toCall(items), signal: deps.signal })
      metrics.count('paynode_anchors_total', { result: result.type }, items.length)
      if (result.type !== 'mined') logger.warn({ epochs: keys, reason: result.reason }, 'an epoch could not be anchored')
    } catch (error) {
      if (!deps.signal.aborted) logger.warn({ epochs: keys, reason: firstLine(error) }, 'an epoch could not be anchored')
    } finally {
      for (const key of keys) sending.delete(key)
    }
  }
  const round = async (signal: AbortSignal) => {
    const current = Math.floor(clock.now() / 1_000 / epochSeconds)
    const open = deps.corridors.flatMap((corridor) => Array.from({ length: BACK }, (_, back) => ({ corridor, epoch: current - 1 - back })))
    const due = open.filter((item) => item.epoch >= 0 && !sending.has(toKey(item)) && isDue(deps, item, standIn))
    const ready = (await Promise.all(due.map((item) => prepare(deps, item, signal)))).flatMap((item) => item ?? [])
    if (ready.length > 0) void send(ready)
  }
  return startLoop(deps.signal, async (signal) => {
    await round(signal).catch((error) => {
      if (!signal.aborted) logger.debug({ reason: firstLine(error) }, 'anchoring round failed')
    })
    await clock.sleep(Math.min(1_000, epochSeconds * 100), signal).catch(() => {})
  })
}

/** Not anchored yet, and this seat's time to try has come. */
function isDue(
  { anchors, self, clock, epochSeconds, minSeatAge }: AnchoringDeps,
  item: Pick<Ready, 'corridor' | 'epoch'>,
  standIn: number,
) {
  const { corridor, epoch } = item
  if (anchors.digestOf(corridor, epoch)) return false
  const place = toAggregators(epoch, toVoters(anchors, corridor, epoch, epochSeconds, minSeatAge)).indexOf(self)
  return place >= 0 && clock.now() >= (epoch + 1) * epochSeconds * 1_000 + place * standIn
}

/** A digest with enough votes; undefined when it has to wait. */
async function prepare(deps: AnchoringDeps, { corridor, epoch }: Pick<Ready, 'corridor' | 'epoch'>, signal: AbortSignal) {
  const made = await makeStatement(deps, corridor, epoch, signal)
  if (made.type === 'waiting') return undefined
  const item = { corridor, epoch, digest: made.digest }
  const own = await deps.vote(corridor, epoch, made.digest, signal)
  const others = toVoters(deps.anchors, corridor, epoch, deps.epochSeconds, deps.minSeatAge).filter((operator) => operator !== deps.self)
  const [required, { count, signatures }] = await Promise.all([
    deps.quorumOf(corridor, epoch),
    collectVotes(deps, item, others, 'signature' in own ? own.signature : undefined, signal),
  ])
  if (count < required) {
    deps.metrics.count('paynode_anchors_total', { result: 'noQuorum' })
    deps.logger.debug({ corridor, epoch, votes: count, required }, 'an epoch has too few votes')
    return undefined
  }
  return deps.anchors.digestOf(corridor, epoch) ? undefined : { ...item, signatures } // somebody else may have been faster
}

function toVoters(anchors: Anchors, corridor: Corridor, epoch: number, epochSeconds: number, minSeatAge: number): readonly ProviderId[] {
  return anchors.seats(corridor).flatMap(({ operator, since }) => (since <= epoch * epochSeconds - minSeatAge ? [operator] : []))
}

function toCall(items: readonly Ready[]): Hex {
  const anchors = items.map(({ corridor, epoch, digest, signatures }) => ({
    corridor: toCorridorBytes(corridor),
    epoch: BigInt(epoch),
    digest,
    signatures,
  }))
  const [only, ...more] = anchors
  if (only && more.length === 0)
    return encodeFunctionData({
      abi: routeAnchorAbi,
      functionName: 'anchor',
      args: [only.corridor, only.epoch, only.digest, only.signatures],
    })
  return encodeFunctionData({ abi: routeAnchorAbi, functionName: 'anchorMany', args: [anchors] })
}

const toKey = ({ corridor, epoch }: Pick<Ready, 'corridor' | 'epoch'>) => `${corridor}:${epoch}`
