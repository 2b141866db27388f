/** What chain facts do to an order for which no money can have left: follow the chain. */
import { succeeded } from './moneyRules.ts'
import { automatic, everything, now, type Rule, step, to, toEnd, toExpireEffect, toReference, waitForTurn, withFailed } from './step.ts'

/** Ours: pay. Once paying began, the one payout is looked up instead. Somebody else's: watch that it ends. */
export const claimed: Rule<'chainClaimed'> = (record, { provider, payBy, position }, { self }) => {
  const facts = { claimer: provider, payBy, claimedAt: position }
  if (provider !== self) return step(to(record, 'taken', facts), [toExpireEffect(record, payBy)], ['claim', 'payout', 'giveUp'])
  const cancel = ['claim', 'expire', 'giveUp'] as const
  if (record.reference !== undefined) return step(to(record, 'unknown', facts), [now('query')], cancel)
  return step(to(record, 'claimed', facts), [now('payout')], cancel)
}

/** Open again: turns start anew, who failed goes to the tail. */
export const failed: Rule<'chainFailed'> = (record, { provider, position }, { self }) => {
  const facts = { turnStart: position.blockTime, claimer: undefined, claimedAt: undefined, payBy: undefined }
  return waitForTurn({ ...record, ...facts, failedBy: withFailed(record.failedBy, provider) }, self, [
    'claim',
    'expire',
    'payout',
    'giveUp',
  ])
}

/** Declined stays declined until somebody claims. */
export const failedWhileDeclined: Rule<'chainFailed'> = (record, { provider, position }) =>
  step(
    {
      ...record,
      failedBy: withFailed(record.failedBy, provider),
      turnStart: position.blockTime,
      claimer: undefined,
      claimedAt: undefined,
      payBy: undefined,
    },
    [],
    ['expire'],
  )

/** A proof of ours waits for its challenge window. */
export const submitted: Rule<'chainSubmitted'> = (record, { provider, settleAfter }, { self }) =>
  provider === self
    ? step(
        to(record, 'submitted', { reference: toReference(record) }),
        [{ kind: 'finish', dueAt: (settleAfter + 1) * 1_000 }],
        ['settle', 'claim', 'payout', 'giveUp', 'expire'],
      )
    : step(record, [], ['expire'])

export const settled: Rule<'chainSettled'> = (record, { provider, position }, { self }) => {
  const facts = { claimer: provider, ...toEnd('settled', position) }
  return step(to(record, 'settled', provider === self ? { ...facts, reference: toReference(record) } : facts), [], everything)
}

export const refunded: Rule<'chainRefunded'> = (record, { position }) =>
  step(to(record, 'refunded', toEnd('refunded', position)), [], everything)

/** The PSP says paid after it had said that no money moved, or after the order was gone: a person must look. */
export const paidAfterAll: Rule<'payoutSucceeded'> = (record, event, context) => {
  if (record.reference === undefined) return undefined // not ours
  const { paidAt, amount, resolved } = event
  const { self } = context
  const paid = { paidAt, paidAmount: amount }
  if (record.state === 'settled' && record.claimer === self) return step({ ...record, ...paid })
  if (resolved) return succeeded(record, event, context) // a person has looked: claimed again while that can be
  return step(
    to(record, 'flagged', { ...paid, undecidable: true, reason: `the PSP says paid while the order was ${record.state}` }),
    [],
    automatic,
  )
}
