/** What a reorg leaves of an order: facts above the common ancestor are gone, a payout never is. */

import type { ProviderId } from '@paynode/sdk/protocol'
import { hold } from './moneyRules.ts'
import { now, step, to, toEnd } from './step.ts'
import type { EffectKind, OrderEvent, OrderRecord, Step } from './types.ts'

const restarted: readonly EffectKind[] = ['route', 'claim', 'payout', 'giveUp', 'expire', 'settle', 'finish']
const ended = { settledTransaction: undefined, settledAt: undefined, ended: undefined } as const
const unclaimed = { claimer: undefined, claimedAt: undefined, payBy: undefined } as const

/** An order without a payout starts over from its creation, or waits for it to come back. Its ranking stays valid while its block does. */
export function restart(record: OrderRecord, replay: readonly OrderEvent[]): Step {
  const created = replay.find((event) => event.type === 'chainCreated')
  const kept = created?.position.blockHash === record.created.blockHash
  const position = created?.position ?? record.created
  const fresh = to(record, 'seen', {
    created: position,
    turnStart: position.blockTime,
    failedBy: [],
    reason: undefined,
    ...unclaimed,
    ...ended,
    ...(kept ? {} : { ranking: [], route: undefined, rank: -1 }),
  })
  if (!created) return step(fresh, [], restarted)
  return step(fresh, [{ kind: 'reclaim', dueAt: record.order.reclaimAfter * 1_000 }], restarted)
}

/** An order with a payout keeps it and takes the chain's facts as they are now: a lost proof is made again, a lost claim taken again. */
export function rewind(record: OrderRecord, replay: readonly OrderEvent[], self: ProviderId): Step {
  const next = replay.reduce(applyFact, { ...record, failedBy: [], ...unclaimed, ...ended })
  if (next.undecidable || next.ended) return step(next)
  if (replay.some((event) => event.type === 'chainSubmitted' && event.provider === self))
    return record.state === 'submitted' ? step(next) : step(to(next, 'submitted'), [now('finish')])
  const held = hold(next, self)
  if (replay.some(({ type }) => type === 'chainCreated')) return held
  return { ...held, effects: held.effects.filter(({ kind }) => kind !== 'claim'), cancel: [...held.cancel, 'claim'] } // until it is on chain again
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
        ...unclaimed,
        failedBy: [...record.failedBy.filter((other) => other !== event.provider), event.provider],
        turnStart: event.position.blockTime,
      }
    case 'chainSettled':
      return { ...record, ...toEnd('settled', event.position), claimer: event.provider }
    case 'chainRefunded':
      return { ...record, ...toEnd('refunded', event.position) }
    default:
      return record
  }
}
