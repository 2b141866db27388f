/** What a reorg leaves of an order: facts above the common ancestor are gone, a payout never is. */
import { now, step, to } from './step.ts'
import type { EffectKind, OrderEvent, OrderRecord, Step } from './types.ts'

const restarted: readonly EffectKind[] = ['route', 'claim', 'payout', 'giveUp', 'expire', 'settle', 'finish']

/** An order without a payout starts over from its creation, or waits for it to come back. Its ranking stays valid while its block does. */
export function restart(record: OrderRecord, replay: readonly OrderEvent[]): Step {
  const created = replay.find((event) => event.type === 'chainCreated')
  const kept = created?.position.blockHash === record.created.blockHash
  const position = created?.position ?? record.created
  const fresh = to(record, 'seen', {
    created: position,
    turnStart: position.blockTime,
    failedBy: [],
    claimer: undefined,
    claimedAt: undefined,
    payBy: undefined,
    settledTransaction: undefined,
    settledAt: undefined,
    reason: undefined,
    ...(kept ? {} : { ranking: [], route: undefined, rank: -1 }),
  })
  if (!created) return step(fresh, [], restarted)
  return step(fresh, [{ kind: 'reclaim', dueAt: record.order.reclaimAfter * 1_000 }], restarted)
}

/** An order with a payout keeps its state and takes the chain's facts as they are now; a lost proof is made again. */
export function rewind(record: OrderRecord, replay: readonly OrderEvent[], self: string): Step {
  const next = replay.reduce(applyFact, {
    ...record,
    failedBy: [],
    claimer: undefined,
    claimedAt: undefined,
    payBy: undefined,
    settledTransaction: undefined,
    settledAt: undefined,
  })
  const proven = replay.some((event) => event.type === 'chainSubmitted' && event.provider === self)
  if (record.state === 'paid') return step(next, [now('settle')])
  return record.state === 'submitted' && !proven ? resume(next) : step(next)
}

/** Back to proving what was paid, or to finding out whether it was. */
export function resume(record: OrderRecord): Step {
  if (record.paidAt === undefined) return step(to(record, 'unknown'), [now('query')], ['finish'])
  return step(to(record, 'paid'), [now('settle')], ['finish'])
}

function applyFact(record: OrderRecord, event: OrderEvent): OrderRecord {
  switch (event.type) {
    case 'chainCreated':
      return { ...record, created: event.position, turnStart: event.position.blockTime }
    case 'chainClaimed':
      return { ...record, claimer: event.provider, payBy: event.payBy, claimedAt: event.position }
    case 'chainFailed':
      return {
        ...record,
        failedBy: [...record.failedBy.filter((other) => other !== event.provider), event.provider],
        turnStart: event.position.blockTime,
        claimer: undefined,
        claimedAt: undefined,
        payBy: undefined,
      }
    case 'chainSettled':
      return {
        ...record,
        claimer: event.provider,
        settledTransaction: event.position.transactionHash,
        settledAt: event.position.blockTime,
      }
    default:
      return record
  }
}
