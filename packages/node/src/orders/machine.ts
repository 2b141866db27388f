/**
 * The order machine: `transition(record, event)` gives the next record and the work it asks for. Pure and total over State × Event;
 * nothing else writes a state. Its law: only `claimed` starts a payout, and nothing forgets one that may be in flight.
 */
import type { ProviderId } from '@paynode/sdk/protocol'
import { getTurnAt } from './turn.ts'
import type { Effect, EffectKind, OrderEvent, OrderEventType, OrderRecord, OrderState, Step } from './types.ts'

/** Who decides and when. `now` is unix milliseconds. */
export type TransitionContext = { readonly self: ProviderId; readonly now: number }

type EventOf<type extends OrderEventType> = Extract<OrderEvent, { type: type }>
type Rule<type extends OrderEventType> = (record: OrderRecord, event: EventOf<type>, context: TransitionContext) => Step
type Row = { readonly [type in Exclude<OrderEventType, 'chainCreated'>]: Rule<type> | 'ignore' }

/** The next step, or undefined when the event changes nothing. */
export function transition(record: OrderRecord | undefined, event: OrderEvent, context: TransitionContext): Step | undefined {
  if (event.type === 'chainCreated') return record ? recreate(record, event) : create(event, context)
  if (!record) return undefined
  const rule = table[record.state][event.type] as Rule<typeof event.type> | 'ignore'
  return rule === 'ignore' ? undefined : rule(record, event as never, context)
}

/** States in which money may have left: never route, claim or give up from here. */
export const payoutStates: ReadonlySet<OrderState> = new Set(['paying', 'unknown', 'paid', 'submitted', 'flagged'])

const step = (record: OrderRecord, effects: readonly Effect[] = [], cancel: readonly EffectKind[] = []): Step => ({
  record,
  effects,
  cancel,
})
const to = (record: OrderRecord, state: OrderState, change: Partial<OrderRecord> = {}): OrderRecord => ({ ...record, ...change, state })
const now = (kind: EffectKind): Effect => ({ kind, dueAt: 0 })
// All but `route`: how an order should have gone is worth knowing after it has ended, and for checking others' rankings.
const everything: readonly EffectKind[] = ['claim', 'payout', 'query', 'giveUp', 'settle', 'expire', 'reclaim', 'finish']

function create({ order, position }: EventOf<'chainCreated'>, _context: TransitionContext): Step {
  const id = '' as OrderRecord['id'] // the engine knows the id and sets it
  const record: OrderRecord = {
    id,
    order,
    corridor: order.corridor,
    state: 'seen',
    created: position,
    ranking: [],
    rank: -1,
    turnStart: position.blockTime,
    failedBy: [],
  }
  return step(record, [now('route'), { kind: 'reclaim', dueAt: order.reclaimAfter * 1000 }])
}

/** The same order in another block, after a reorg. A payout that may be in flight stays what it is. */
function recreate(record: OrderRecord, { position }: EventOf<'chainCreated'>): Step | undefined {
  if (record.created.blockHash === position.blockHash) return undefined
  const moved = { ...record, created: position }
  if (payoutStates.has(record.state)) return step(moved)
  return step(
    to(moved, 'seen', { ranking: [], rank: -1, turnStart: position.blockTime, failedBy: [], claimer: undefined }),
    [now('route')],
    ['claim', 'expire'],
  )
}

const routed: Rule<'routed'> = (record, { ranking, route, rank }, { self }) => {
  const next = to(record, 'routed', { ranking, route, rank })
  const turnAt = getTurnAt(next, self)
  return step(next, turnAt === undefined ? [] : [{ kind: 'claim', dueAt: turnAt * 1000 }])
}

/** A ranking that came after somebody else had acted: kept for a later turn and for explaining; it starts nothing. */
const rankedLate: Rule<'routed'> = (record, { ranking, route, rank }) =>
  record.route === undefined || record.ranking.length === 0 ? step({ ...record, ranking, route, rank }) : step(record)

const declined: Rule<'declined'> = (record, { reason }) => step(to(record, 'declined', { reason }), [], ['claim'])

const chainClaimed: Rule<'chainClaimed'> = (record, { provider, payBy, position }, { self }) => {
  const claimed = { claimer: provider, payBy, claimedAt: position }
  if (provider === self) return step(to(record, 'claimed', claimed), [now('payout')], ['claim', 'expire'])
  const patience = 1_000 + 3_000 * Math.max(0, record.rank) // one daemon is enough to return a dead claim
  return step(to(record, 'taken', claimed), [{ kind: 'expire', dueAt: payBy * 1000 + patience }], ['claim', 'payout'])
}

/** Somebody claimed while we may have paid: keep the payout in sight, let a person decide. */
const claimedWhileMoneyMayMove: Rule<'chainClaimed'> = (record, { provider, payBy, position }, { self }) =>
  provider === self
    ? step({ ...record, claimer: provider, payBy, claimedAt: position })
    : step({
        ...record,
        claimer: provider,
        payBy,
        claimedAt: position,
        reason: 'another provider claimed the order while our payout may be in flight',
      })

const chainFailed: Rule<'chainFailed'> = (record, { provider, position }, { self }) => {
  const failedBy = [...record.failedBy.filter((other) => other !== provider), provider]
  const open = { failedBy, turnStart: position.blockTime, claimer: undefined, claimedAt: undefined, payBy: undefined }
  if (record.ranking.length === 0) return step(to(record, 'seen', open), [now('route')], ['expire', 'payout', 'giveUp'])
  const next = to(record, 'routed', open)
  const turnAt = getTurnAt(next, self)
  return step(next, turnAt === undefined ? [] : [{ kind: 'claim', dueAt: turnAt * 1000 }], ['expire', 'payout', 'giveUp'])
}

const failedWhileDeclined: Rule<'chainFailed'> = (record, { provider, position }) =>
  step(
    { ...record, failedBy: [...record.failedBy, provider], turnStart: position.blockTime, claimer: undefined, payBy: undefined },
    [],
    ['expire'],
  )

const failedWhileMoneyMayMove: Rule<'chainFailed'> = (record, { provider, cause, position }, { self }) =>
  provider === self
    ? step({
        ...record,
        claimer: undefined,
        failedBy: [...record.failedBy, provider],
        turnStart: position.blockTime,
        reason: `claim ended (${cause}) while the payout may be in flight`,
      })
    : step({ ...record, claimer: undefined, failedBy: [...record.failedBy, provider], turnStart: position.blockTime })

const chainSubmitted: Rule<'chainSubmitted'> = (record, { provider, settleAfter }, { self }) =>
  provider === self
    ? step(to(record, 'submitted'), [{ kind: 'finish', dueAt: (settleAfter + 1) * 1000 }], ['settle'])
    : step(record, [], ['expire'])

const settled: Rule<'chainSettled'> = (record, { provider, position }, { self }) => {
  const done = { claimer: provider, settledTransaction: position.transactionHash, settledAt: position.blockTime }
  if (provider !== self && payoutStates.has(record.state)) {
    return step(
      to(record, 'flagged', { ...done, reason: 'settled to another provider while our payout may be in flight' }),
      [],
      ['settle', 'finish', 'expire', 'reclaim'],
    )
  }
  return step(to(record, 'settled', done), [], everything)
}

const refunded: Rule<'chainRefunded'> = (record, { position }) => {
  const done = { settledTransaction: position.transactionHash, settledAt: position.blockTime }
  if (payoutStates.has(record.state)) {
    return step(
      to(record, 'flagged', { ...done, reason: 'refunded while our payout may be in flight' }),
      [],
      ['settle', 'finish', 'expire', 'reclaim'],
    )
  }
  return step(to(record, 'refunded', done), [], everything)
}

const payoutStarted: Rule<'payoutStarted'> = (record, { reference }) => step(to(record, 'paying', { reference }))
const payoutUnknown: Rule<'payoutUnknown'> = (record, { reason }) => step(to(record, 'unknown', { reason }), [now('query')], ['payout'])
const payoutSucceeded: Rule<'payoutSucceeded'> = (record, { paidAt, amount }) =>
  step(to(record, 'paid', { paidAt, paidAmount: amount, reason: undefined }), [now('settle')], ['payout', 'query'])
const payoutFailed: Rule<'payoutFailed'> = (record, { cause, reason }) =>
  step(to(record, 'failed', { reason: `${cause}: ${reason}` }), [now('giveUp')], ['payout', 'query'])
const flagged: Rule<'payoutFlagged'> = (record, { reason }) =>
  step(to(record, 'flagged', { reason }), [], ['payout', 'query', 'settle', 'finish'])
/** How the payout ended is worth knowing; what to do about it stays a person's decision. */
const paidWhileFlagged: Rule<'payoutSucceeded'> = (record, { paidAt, amount }) =>
  step({ ...record, paidAt, paidAmount: amount }, [], ['query'])
const noted: Rule<'attested'> = (record) => step(record)
const claimSent: Rule<'claimSent'> = (record) => step(to(record, 'claiming'))
const claimLost: Rule<'claimLost'> = (record, { reason }) => step(to(record, 'routed', { reason }))

/** Facts above a height are gone. Before a payout the order starts over from what remains; after one it only forgets chain facts. */
const reorged: Rule<'chainReorged'> = (record, { replay }, context) => {
  if (payoutStates.has(record.state)) return step(record)
  const created = replay.find((event) => event.type === 'chainCreated')
  const fresh = to(record, 'seen', {
    ranking: [],
    rank: -1,
    turnStart: record.created.blockTime,
    failedBy: [],
    claimer: undefined,
    claimedAt: undefined,
    payBy: undefined,
  })
  if (!created) return step(fresh, [], ['route', 'claim', 'payout', 'giveUp', 'expire']) // waits for its block to come back
  let current = step(fresh, [now('route')], ['claim', 'payout', 'giveUp', 'expire'])
  for (const event of replay) {
    const next = event.type === 'chainCreated' ? undefined : transition(current.record, event, context)
    if (next) current = { record: next.record, effects: [...current.effects, ...next.effects], cancel: [...current.cancel, ...next.cancel] }
  }
  return current
}

const watching = {
  chainClaimed,
  chainFailed,
  chainSubmitted,
  chainSettled: settled,
  chainRefunded: refunded,
  chainReorged: reorged,
} as const
const noPayout = {
  payoutStarted: 'ignore',
  payoutUnknown: 'ignore',
  payoutSucceeded: 'ignore',
  payoutFailed: 'ignore',
  payoutFlagged: flagged,
  attested: 'ignore',
} as const
const noClaim = { routed: rankedLate, declined: 'ignore', claimSent: 'ignore', claimLost: 'ignore' } as const
const moneyMayMove = {
  chainClaimed: claimedWhileMoneyMayMove,
  chainFailed: failedWhileMoneyMayMove,
  chainSubmitted,
  chainSettled: settled,
  chainRefunded: refunded,
  chainReorged: reorged,
} as const

const table: { readonly [state in OrderState]: Row } = {
  seen: { ...watching, ...noPayout, ...noClaim, routed, declined },
  routed: { ...watching, ...noPayout, ...noClaim, routed: 'ignore', declined, claimSent, claimLost: 'ignore' },
  declined: { ...watching, ...noPayout, ...noClaim, chainFailed: failedWhileDeclined },
  claiming: { ...watching, ...noPayout, ...noClaim, claimLost, declined },
  claimed: { ...watching, ...noPayout, ...noClaim, payoutStarted, payoutFailed },
  paying: {
    ...moneyMayMove,
    ...noClaim,
    payoutStarted: 'ignore',
    payoutUnknown,
    payoutSucceeded,
    payoutFailed,
    payoutFlagged: flagged,
    attested: 'ignore',
  },
  unknown: {
    ...moneyMayMove,
    ...noClaim,
    payoutStarted: 'ignore',
    payoutUnknown: 'ignore',
    payoutSucceeded,
    payoutFailed,
    payoutFlagged: flagged,
    attested: 'ignore',
  },
  failed: { ...watching, ...noPayout, ...noClaim },
  paid: {
    ...moneyMayMove,
    ...noClaim,
    payoutStarted: 'ignore',
    payoutUnknown: 'ignore',
    payoutSucceeded: 'ignore',
    payoutFailed: 'ignore',
    payoutFlagged: flagged,
    attested: noted,
  },
  submitted: {
    ...moneyMayMove,
    ...noClaim,
    payoutStarted: 'ignore',
    payoutUnknown: 'ignore',
    payoutSucceeded: 'ignore',
    payoutFailed: 'ignore',
    payoutFlagged: flagged,
    attested: noted,
  },
  taken: { ...watching, ...noPayout, ...noClaim },
  settled: {
    ...noPayout,
    ...noClaim,
    payoutFlagged: 'ignore',
    chainClaimed: 'ignore',
    chainFailed: 'ignore',
    chainSubmitted: 'ignore',
    chainSettled: 'ignore',
    chainRefunded: 'ignore',
    chainReorged: reorgedAfterEnd,
  },
  refunded: {
    ...noPayout,
    ...noClaim,
    payoutFlagged: 'ignore',
    chainClaimed: 'ignore',
    chainFailed: 'ignore',
    chainSubmitted: 'ignore',
    chainSettled: 'ignore',
    chainRefunded: 'ignore',
    chainReorged: reorged,
  },
  flagged: {
    ...moneyMayMove,
    ...noClaim,
    payoutStarted: 'ignore',
    payoutUnknown: 'ignore',
    payoutSucceeded: paidWhileFlagged,
    payoutFailed: 'ignore',
    payoutFlagged: 'ignore',
    attested: noted,
  },
}

/** A settlement of ours that a reorg took back: we paid, so settle again; otherwise start over. */
function reorgedAfterEnd(record: OrderRecord, event: EventOf<'chainReorged'>, context: TransitionContext): Step {
  const still = event.replay.some(({ type }) => type === 'chainSettled')
  if (still) return step(record)
  if (record.paidAt !== undefined && record.claimer === context.self)
    return step(to(record, 'paid', { settledTransaction: undefined, settledAt: undefined }), [now('settle')])
  return reorged(record, event, context)
}
