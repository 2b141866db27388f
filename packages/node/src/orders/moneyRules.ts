/** What happens to an order whose payout may have left: nothing forgets it, and what the chain takes away is flagged. */
import type { ProviderId } from '@paynode/sdk/protocol'
import { automatic, now, type Rule, step, to, toReference, withFailed } from './step.ts'
import type { OrderRecord, Step } from './types.ts'

/** How a payout stands: `paying` and `unknown` may still go either way. */
const isInFlight = ({ state }: OrderRecord) => state === 'paying' || state === 'unknown'

/** A person must look. What a payout in flight came to is asked until it is known. */
function flag(record: OrderRecord, reason: string): Step {
  return step(to(record, 'flagged', { reason }), isInFlight(record) ? [now('query')] : [], [...automatic, 'payout'])
}

export const claimedMeanwhile: Rule<'chainClaimed'> = (record, { provider, payBy, position }, { self }) => {
  const next = { ...record, claimer: provider, payBy, claimedAt: position }
  if (provider === self) return step(next, record.state === 'paid' ? [now('settle')] : [])
  if (record.state === 'flagged') return step(next)
  const reason = 'another provider claimed the order after our payout began'
  return isInFlight(record) ? step({ ...next, reason }) : flag(next, reason)
}

export const failedMeanwhile: Rule<'chainFailed'> = (record, { provider, cause, position }, { self }) => {
  const facts = { turnStart: position.blockTime, claimer: undefined, claimedAt: undefined, payBy: undefined }
  const next = { ...record, ...facts, failedBy: withFailed(record.failedBy, provider) }
  if (provider !== self || record.state === 'flagged') return step(next)
  const reason = `our claim ended (${cause}) after our payout began`
  return isInFlight(record) ? step({ ...next, reason }) : flag(next, reason)
}

/** Settled to us while the PSP has not answered (the payer confirmed): the answer is still awaited. */
export const settledMeanwhile: Rule<'chainSettled'> = (record, { provider, position }, { self }) => {
  const next = { ...record, claimer: provider, settledTransaction: position.transactionHash, settledAt: position.blockTime }
  if (provider !== self) return flag(next, 'settled to another provider after our payout began')
  return isInFlight(record)
    ? step(next, [], automatic)
    : step(to(next, 'settled', { reference: toReference(record) }), [], [...automatic, 'payout', 'query'])
}

export const refundedMeanwhile: Rule<'chainRefunded'> = (record, { position }) =>
  flag(
    { ...record, settledTransaction: position.transactionHash, settledAt: position.blockTime },
    'refunded to the payer after our payout began',
  )

export const started: Rule<'payoutStarted'> = (record, { reference }) => step(to(record, 'paying', { reference }))
export const unclear: Rule<'payoutUnknown'> = (record, { reason }) => step(to(record, 'unknown', { reason }), [now('query')], ['payout'])

export const succeeded: Rule<'payoutSucceeded'> = (record, { paidAt, amount }, { self }) => {
  const next = { ...record, paidAt, paidAmount: amount }
  const cancel = ['payout', 'query'] as const
  if (isSettledTo(record, self)) return step(to(next, 'settled', { reason: undefined }), [], cancel)
  if (isLost(record, self)) return step(to(next, 'flagged', { reason: `paid, but ${record.reason}` }), [], [...cancel, ...automatic])
  return step(to(next, 'paid', { reason: undefined }), [now('settle')], cancel)
}

/** The PSP confirmed that no money moved: the claim, if it is still ours, goes back. */
export const refused: Rule<'payoutFailed'> = (record, { cause, reason }, { self }) => {
  const next = { ...record, reason: `${cause}: ${reason}` }
  const cancel = ['payout', 'query'] as const
  if (isSettledTo(record, self)) return step(to(next, 'settled'), [], cancel)
  return step(to(next, 'failed'), record.claimer === self ? [now('giveUp')] : [], cancel)
}

export const flagged: Rule<'payoutFlagged'> = (record, { reason }) =>
  step(to(record, 'flagged', { reason }), [], [...automatic, 'payout', 'query'])

/** How a flagged order's payout ended is worth knowing; what to do about it stays a person's decision. */
export const succeededWhileFlagged: Rule<'payoutSucceeded'> = (record, { paidAt, amount }) =>
  step({ ...record, paidAt, paidAmount: amount }, [], ['query'])
export const unclearWhileFlagged: Rule<'payoutUnknown'> = (record) => step(record, [now('query')], ['payout'])
export const refusedWhileFlagged: Rule<'payoutFailed'> = (record, { cause }) =>
  step({ ...record, reason: `the payout failed (${cause}) after: ${record.reason}` }, [], ['query'])

/** A proof on chain came before the PSP's own answer. */
export const succeededWhileSubmitted: Rule<'payoutSucceeded'> = (record, { paidAt, amount }) =>
  step({ ...record, paidAt, paidAmount: amount }, [], ['query'])

/** Worth a line in the log. */
export const noted: Rule<'attested'> = (record) => step(record)

const isSettledTo = ({ settledAt, claimer }: OrderRecord, self: ProviderId) => settledAt !== undefined && claimer === self
const isLost = ({ claimer, failedBy }: OrderRecord, self: ProviderId) =>
  claimer === undefined ? failedBy.includes(self) : claimer !== self
