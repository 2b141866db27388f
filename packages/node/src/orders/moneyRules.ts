/** What happens to an order whose payout may have left: nothing forgets it, it is claimed again while that can be, and what is lost is flagged. */
import type { ProviderId } from '@paynode/sdk/protocol'
import { automatic, now, type Rule, step, to, toEnd, toReference, withFailed } from './step.ts'
import type { OrderRecord, Step } from './types.ts'

/** A lost race for an order that we are paying is run again after this time. Milliseconds. */
const CLAIM_AGAIN_MS = 2_000

/**
 * Where an order stands that we began to pay and that has not ended. Ours: prove it. Open: claim it again at once, because it is paid
 * already and nobody else can be; that costs a bond at most, and the payout is never repeated. Another's: a person must look, we go on watching.
 */
export function hold(held: OrderRecord, self: ProviderId): Step {
  // Somebody else's pay window is no time for us to send anything in.
  const record = held.claimer === self ? held : { ...held, payBy: undefined }
  if (record.undecidable || record.ended) return step(record)
  const isPaid = record.paidAt !== undefined
  const state = isPaid ? 'paid' : record.state === 'paying' ? 'paying' : 'unknown'
  const ask = state === 'unknown' ? [now('query')] : []
  if (record.claimer === self) return step(to(record, state, { reason: undefined }), isPaid ? [now('settle')] : ask, ['claim', 'finish'])
  const cancel = ['settle', 'giveUp', 'expire', 'finish', 'reclaim'] as const // never send back what we are paying for
  if (record.claimer === undefined)
    return step(to(record, state, { reason: 'our claim ended after our payout began' }), [...ask, now('claim')], cancel)
  const reason = 'another provider claimed the order after our payout began'
  return step(to(record, isPaid ? 'flagged' : state, { reason }), ask, [...cancel, 'claim'])
}

/** A person must look. What a payout in flight came to is asked until it is known. */
function flag(record: OrderRecord, reason: string): Step {
  return step(to(record, 'flagged', { reason }), record.paidAt === undefined ? [now('query')] : [], [...automatic, 'payout'])
}

export const claimedMeanwhile: Rule<'chainClaimed'> = (record, { provider, payBy, position }, { self }) =>
  hold({ ...record, claimer: provider, payBy, claimedAt: position }, self)

export const failedMeanwhile: Rule<'chainFailed'> = (record, { provider, position }, { self }) => {
  const facts = { turnStart: position.blockTime, claimer: undefined, claimedAt: undefined, payBy: undefined }
  return hold({ ...record, ...facts, failedBy: withFailed(record.failedBy, provider) }, self)
}

/** Settled to us while the PSP has not answered (the payer confirmed): the answer is still awaited. */
export const settledMeanwhile: Rule<'chainSettled'> = (record, { provider, position }, { self }) => {
  const facts = { claimer: provider, ...toEnd('settled', position) }
  const next = { ...record, ...facts }
  if (provider !== self) return flag(next, 'settled to another provider after our payout began')
  if (record.undecidable) return step(next, [], automatic)
  if (record.state === 'paying') return step(next, [], automatic)
  if (record.paidAt === undefined && record.state !== 'submitted') return step(to(next, 'unknown'), [now('query')], automatic)
  return step(to(next, 'settled', { reference: toReference(record) }), [], [...automatic, 'payout', 'query'])
}

export const refundedMeanwhile: Rule<'chainRefunded'> = (record, { position }) =>
  flag({ ...record, ...toEnd('refunded', position) }, 'refunded to the payer after our payout began')

export const started: Rule<'payoutStarted'> = (record, { reference }) => step(to(record, 'paying', { reference }))
export const unclear: Rule<'payoutUnknown'> = (record, { reason }) => step(to(record, 'unknown', { reason }), [now('query')], ['payout'])

/** A person's word takes the doubt off an order that was being paid; there is nothing to decide about another. */
const decide = (record: OrderRecord, resolved: true | undefined) =>
  resolved && record.reference !== undefined ? { ...record, undecidable: undefined } : record

/** The recipient has the money. Whatever the chain did meanwhile decides what is left to do. */
export const succeeded: Rule<'payoutSucceeded'> = (record, { paidAt, amount, resolved }, { self }) => {
  const next = { ...decide(record, resolved), paidAt, paidAmount: amount }
  const known = ['payout', 'query'] as const
  if (next.undecidable) return step(next, [], known)
  if (next.ended === 'settled' && next.claimer === self) return step(to(next, 'settled', { reason: undefined }), [], known)
  if (next.ended) return step(to(next, 'flagged', { reason: `paid, but ${record.reason ?? next.ended}` }), [], [...known, ...automatic])
  const held = hold(next, self)
  return { ...held, cancel: [...held.cancel, ...known] }
}

/** The PSP confirmed that no money moved: the claim, if it is still ours, goes back. */
export const refused: Rule<'payoutFailed'> = (record, { cause, reason, resolved }, { self }) => {
  const next = { ...decide(record, resolved), reason: `${cause}: ${reason}` }
  const cancel = ['payout', 'query', 'claim'] as const
  if (next.ended) return step(to(next, next.ended), [], cancel)
  const reclaim = { kind: 'reclaim', dueAt: record.order.reclaimAfter * 1_000 } as const
  return step(to(next, 'failed'), record.claimer === self ? [now('giveUp'), reclaim] : [reclaim], cancel)
}

export const flagged: Rule<'payoutFlagged'> = (record, { reason }) =>
  step(to(record, 'flagged', { reason, undecidable: true }), [], [...automatic, 'payout', 'query'])

export const unclearWhileFlagged: Rule<'payoutUnknown'> = (record) => step(record, [now('query')], ['payout'])

/** No money moved after all: an order that was flagged for what the chain did is over; one that the PSP made doubtful stays a person's. */
export const refusedWhileFlagged: Rule<'payoutFailed'> = (record, event, context) =>
  decide(record, event.resolved).undecidable || record.paidAt !== undefined
    ? step({ ...record, reason: `the payout failed (${event.cause}) after: ${record.reason}` }, [], ['query'])
    : refused(record, event, context)

/** A proof on chain came before the PSP's own answer. */
export const succeededWhileSubmitted: Rule<'payoutSucceeded'> = (record, { paidAt, amount }) =>
  step({ ...record, paidAt, paidAmount: amount }, [], ['query'])

/** An order that we are paying is ours to claim: try again while it is open. */
export const claimAgain: Rule<'claimLost'> = (record, _event, { now: at }) =>
  record.claimer === undefined && !record.ended ? step(record, [{ kind: 'claim', dueAt: at + CLAIM_AGAIN_MS }]) : undefined

/** Paid, and too late to claim: the payer will get its money back. */
export const cannotClaim: Rule<'declined'> = (record, { reason }) => flag(record, `paid, but it cannot be claimed again: ${reason}`)

/** Worth a line in the log. */
export const noted: Rule<'attested'> = (record) => step(record)
