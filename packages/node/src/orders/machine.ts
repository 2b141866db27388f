/**
 * The order machine: `transition(record, event)` gives the next record and the work it asks for. Pure and total over State × Event;
 * nothing else writes a state. Its law: only `claimed` starts a payout, and nothing forgets one that may be in flight.
 */
import * as chain from './chainRules.ts'
import * as money from './moneyRules.ts'
import { restart, rewind } from './reorg.ts'
import { type EventOf, now, type Rule, step, type TransitionContext, to, toClaimEffects, waitForTurn } from './step.ts'
import type { OrderEvent, OrderEventType, OrderRecord, OrderState, Step } from './types.ts'

export type { TransitionContext } from './step.ts'

/** What one state makes of every event. `chainCreated` is the same for all of them: it makes an order, or makes it again. */
export type Row = { readonly [type in Exclude<OrderEventType, 'chainCreated'>]: Rule<type> | 'ignore' }
/** A row per state: a new state without a row, or a new event without a rule in every row, does not compile. */
export type Table = { readonly [state in OrderState]: Row }

/** States in which money may have left: never route, pay or give up from here; claim only to hold what is being paid. */
export const payoutStates: ReadonlySet<OrderState> = new Set(['paying', 'unknown', 'paid', 'submitted', 'flagged'])

/** The next step, or undefined when the event changes nothing. */
export function transition(record: OrderRecord | undefined, event: OrderEvent, context: TransitionContext): Step | undefined {
  if (event.type === 'chainCreated') return record ? recreate(record, event, context) : create(event)
  if (!record) return undefined
  const rule = table[record.state][event.type] as Rule<typeof event.type> | 'ignore'
  return rule === 'ignore' ? undefined : rule(record, event as never, context)
}

function create({ order, position }: EventOf<'chainCreated'>): Step {
  const record: OrderRecord = {
    id: '' as OrderRecord['id'], // the engine knows the id and sets it
    order,
    corridor: order.corridor,
    state: 'seen',
    created: position,
    ranking: [],
    rank: -1,
    turnStart: position.blockTime,
    failedBy: [],
  }
  return step(record, [now('route'), { kind: 'reclaim', dueAt: order.reclaimAfter * 1_000 }])
}

/** The same order in another block, after a reorg. */
function recreate(record: OrderRecord, event: EventOf<'chainCreated'>, context: TransitionContext): Step | undefined {
  if (record.created.blockHash === event.position.blockHash && record.state !== 'seen') return undefined
  const moved = { ...record, created: event.position }
  if (payoutStates.has(record.state)) return record.ended || record.state === 'submitted' ? step(moved) : money.hold(moved, context.self)
  return transition(record, { type: 'chainReorged', toBlock: event.position.block, replay: [event] }, context)
}

/** Before a payout the order starts over from what remains of the chain's facts; after one it only takes them over. */
const reorged: Rule<'chainReorged'> = (record, { replay }, context) => {
  if (payoutStates.has(record.state)) return rewind(record, replay, context.self)
  let current = restart(record, replay)
  const append = (next: Step) => {
    const effects = [...current.effects.filter(({ kind }) => !next.cancel.includes(kind)), ...next.effects]
    current = { record: next.record, effects, cancel: [...current.cancel, ...next.cancel] }
  }
  if (!replay.some(({ type }) => type === 'chainCreated')) return current
  append(waitForTurn(current.record, context.self, []))
  for (const event of replay) {
    const next = event.type === 'chainCreated' ? undefined : transition(current.record, event, context)
    if (next) append(next)
  }
  return current
}

/** A settlement to us that a reorg took back after we began to pay: prove it again. Every other end starts over. */
const reorgedAfterSettled: Rule<'chainReorged'> = (record, event, context) => {
  if (event.replay.some(({ type }) => type === 'chainSettled')) return undefined
  const { claimer, reference } = record
  if (claimer !== context.self || reference === undefined) return reorged(record, event, context)
  return rewind(record, event.replay, context.self)
}

const routed: Rule<'routed'> = (record, { ranking, route, rank }, { self }) => {
  const next = to(record, 'routed', { ranking, route, rank })
  return step(next, toClaimEffects(next, self))
}
/** A ranking that came after somebody else had acted: kept for a later turn and for explaining; it starts nothing. */
const rankedLate: Rule<'routed'> = (record, { ranking, route, rank }) =>
  record.ranking.length === 0 ? step({ ...record, ranking, route, rank }) : undefined
const declined: Rule<'declined'> = (record, { reason }) => step(to(record, 'declined', { reason }), [], ['claim'])
const claimSent: Rule<'claimSent'> = (record) => step(to(record, 'claiming'))
const claimLost: Rule<'claimLost'> = (record, { reason }) => step(to(record, 'routed', { reason }))

const noClaim = { routed: rankedLate, declined: 'ignore', claimSent: 'ignore', claimLost: 'ignore' } as const
const watching = {
  chainClaimed: chain.claimed,
  chainFailed: chain.failed,
  chainSubmitted: chain.submitted,
  chainSettled: chain.settled,
  chainRefunded: chain.refunded,
  chainReorged: reorged,
  payoutStarted: 'ignore',
  payoutUnknown: 'ignore',
  payoutSucceeded: chain.paidAfterAll,
  payoutFailed: 'ignore',
  payoutFlagged: money.flagged,
  attested: 'ignore',
  ...noClaim,
} as const
const inFlight = {
  ...noClaim,
  chainClaimed: money.claimedMeanwhile,
  chainFailed: money.failedMeanwhile,
  chainSubmitted: chain.submitted,
  chainSettled: money.settledMeanwhile,
  chainRefunded: money.refundedMeanwhile,
  chainReorged: reorged,
  payoutStarted: 'ignore',
  payoutUnknown: money.unclear,
  payoutSucceeded: money.succeeded,
  payoutFailed: money.refused,
  payoutFlagged: money.flagged,
  attested: money.noted,
  claimLost: money.claimAgain,
} as const
const ended = {
  ...watching,
  chainClaimed: 'ignore',
  chainFailed: 'ignore',
  chainSubmitted: 'ignore',
  chainSettled: 'ignore',
  chainRefunded: 'ignore',
  payoutFlagged: 'ignore',
} as const

/** The machine. */
export const table: Table = {
  seen: { ...watching, routed, declined },
  routed: { ...watching, routed: 'ignore', declined, claimSent },
  declined: { ...watching, chainFailed: chain.failedWhileDeclined },
  claiming: { ...watching, declined, claimLost },
  claimed: { ...watching, payoutStarted: money.started, payoutFailed: money.refused },
  paying: inFlight,
  unknown: { ...inFlight, payoutUnknown: 'ignore' },
  failed: watching,
  paid: { ...inFlight, declined: money.cannotClaim, payoutUnknown: 'ignore', payoutSucceeded: 'ignore', payoutFailed: 'ignore' },
  submitted: {
    ...inFlight,
    claimLost: 'ignore',
    payoutUnknown: 'ignore',
    payoutSucceeded: money.succeededWhileSubmitted,
    payoutFailed: 'ignore',
  },
  taken: watching,
  settled: { ...ended, chainReorged: reorgedAfterSettled },
  refunded: ended,
  flagged: {
    ...inFlight,
    payoutUnknown: money.unclearWhileFlagged,
    payoutFailed: money.refusedWhileFlagged,
    payoutFlagged: 'ignore',
    claimLost: 'ignore',
  },
}
