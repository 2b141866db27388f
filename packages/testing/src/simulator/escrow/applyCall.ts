/** Runs one call on the escrow model: the contract's states, deadlines, bonds and errors, in TypeScript. */
import type { OrderId } from '@paynode/sdk/protocol'
import type { Address } from 'viem'
import type { ChainEventBody } from '../../../../node/src/chain/events.ts'
import { credit, getAccount, lock, Revert, takeFree, toDraft, transfer, unlock } from './accounts.ts'
import { checkTerms } from './checkTerms.ts'
import { type Context, challenge, reclaim, resolve, resolveByDefault } from './disputes.ts'
import { bondOf, getSlot, isSame, requireStatus, settleNow } from './steps.ts'
import type { Attested, Call, CallResult, EscrowRules, EscrowState, Proof, Terms } from './types.ts'

const GIVE_UP_DIVISOR = 20n
const EXPIRY_DIVISOR = 2n

/** Applies a call, or says with which error it reverts; then the state is as it was. `time` is the block's, unix seconds. */
export function applyCall(
  state: EscrowState,
  call: Call,
  parameters: { readonly sender: Address; readonly time: number; readonly rules: EscrowRules },
): CallResult {
  const context: Context = { ...parameters, draft: toDraft(state), events: [], skipped: [] }
  try {
    const run = runs[call.fn] as (context: Context, call: Call) => void // the row of its own kind
    run(context, call)
    const { draft, events, skipped } = context
    return { type: 'applied', state: draft, events, skipped }
  } catch (error) {
    if (error instanceof Revert) return { type: 'reverted', error: error.error }
    throw error
  }
}

type Runs = { readonly [fn in Call['fn']]: (context: Context, call: Call & { readonly fn: fn }) => void }

const runs: Runs = {
  create: (context, { terms }) => create(context, terms),
  deposit: ({ draft, events, sender, rules }, { amount }) => {
    transfer(draft, sender, rules.escrow, amount)
    credit(draft, sender, amount)
    events.push({ name: 'Deposited', provider: sender, token: rules.token, amount })
  },
  withdraw: ({ draft, events, sender, rules }, { amount, to }) => {
    if (BigInt(to) === 0n || isSame(to, rules.escrow)) throw new Revert('InvalidReceiver')
    takeFree(draft, sender, amount)
    transfer(draft, rules.escrow, to, amount)
    events.push({ name: 'Withdrawn', provider: sender, token: rules.token, amount })
  },
  claim,
  claimBatch: (context, { requests }) => {
    for (const request of requests) skipFaults(context, () => claim(context, request))
  },
  giveUp: (context, { terms, cause }) => {
    const slot = requireStatus(context, terms.id, 'claimed')
    if (!isSame(context.sender, slot.claimer)) throw new Revert('InvalidSender')
    if (cause === 'none' || cause === 'expired' || cause === 'unclaimed') throw new Revert('WrongCause')
    if (context.time > slot.changedAt + terms.order.payWindow) throw new Revert('TooLate')
    reopen(context, terms, GIVE_UP_DIVISOR, cause)
  },
  expireClaim: (context, { terms }) => {
    const slot = requireStatus(context, terms.id, 'claimed')
    if (context.time <= slot.changedAt + terms.order.payWindow) throw new Revert('TooEarly')
    reopen(context, terms, EXPIRY_DIVISOR, 'expired')
  },
  confirm: (context, { terms, isSigned }) => {
    if (getSlot(context.draft, terms.id).status !== 'submitted') requireStatus(context, terms.id, 'claimed')
    if (!isSame(context.sender, terms.order.payer) && !isSigned) throw new Revert('InvalidSignature')
    settleNow(context, terms)
  },
  submit,
  submitBatch,
  settle: (context, { terms }) => settle(context, terms),
  settleBatch: (context, { items }) => {
    for (const terms of items) skipFaults(context, () => settle(context, terms))
  },
  challenge: (context, { terms }) => challenge(context, terms),
  resolve: (context, { terms, ruling }) => resolve(context, terms, ruling),
  resolveByDefault: (context, { terms }) => resolveByDefault(context, terms),
  reclaim: (context, { terms }) => reclaim(context, terms),
  collectFees: ({ draft, rules }, { integrator }) => {
    const fees = draft.fees.get(integrator.toLowerCase()) ?? { integratorFees: 0n, protocolFees: 0n }
    draft.fees.delete(integrator.toLowerCase())
    credit(draft, integrator, fees.integratorFees)
    credit(draft, rules.feeReceiver, fees.protocolFees)
  },
}

function create({ draft, events, sender, time, rules }: Context, { id, order }: Terms): void {
  if (!isSame(sender, order.payer)) throw new Revert('InvalidSender')
  checkTerms(order, rules, time)
  if (draft.orders.has(id)) throw new Revert('OrderExists')
  const isInstant = BigInt(order.verifier) !== 0n && order.amount <= rules.instantCap
  draft.orders.set(id, { status: 'open', createdAt: time, changedAt: time, isInstant })
  events.push({ name: 'OrderCreated', orderId: id, order })
  transfer(draft, sender, rules.escrow, order.amount)
}

function claim(context: Context, { terms: { id, order }, route }: { readonly terms: Terms; readonly route: `0x${string}` }): void {
  const { draft, sender, time, rules } = context
  const slot = requireStatus(context, id, 'open')
  if (time >= order.claimBy) throw new Revert('TooLate')
  const expected = order.pinned.length === 0 ? undefined : order.pinned[Math.floor((time - slot.createdAt) / order.turnSeconds)]
  if (expected && !isSame(expected, sender)) throw new Revert('NotYourTurn')
  if (!rules.isActive(sender, order.corridor)) throw new Revert('NotRegistered')
  const bond = bondOf(rules, order.amount)
  lock(draft, sender, bond)
  draft.orders.set(id, { ...slot, status: 'claimed', claimer: sender, changedAt: time })
  context.events.push({ name: 'OrderClaimed', orderId: id, provider: sender, route, bond, payBy: time + order.payWindow })
}

/** Back to open; 1/divisor of the bond, rounded up, goes to the account of `refundTo`. */
function reopen(
  { draft, events, time, rules }: Context,
  { id, order }: Terms,
  divisor: bigint,
  cause: (ChainEventBody & { name: 'OrderFailed' })['cause'],
): void {
  const { claimer, ...slot } = getSlot(draft, id)
  if (!claimer) throw new Error(`order ${id} has no claimer`)
  const bond = bondOf(rules, order.amount)
  const penalty = (bond + divisor - 1n) / divisor
  draft.orders.set(id, { ...slot, status: 'open', changedAt: time })
  unlock(draft, claimer, bond, bond - penalty)
  credit(draft, order.refundTo, penalty)
  events.push({ name: 'BondMoved', provider: claimer, token: rules.token, orderId: id, toPayer: penalty })
  events.push({ name: 'OrderFailed', orderId: id, provider: claimer, cause })
}

function submit(context: Context, { terms, paidAt, proof }: Call & { fn: 'submit' }): void {
  const { id, order } = terms
  const { claimer } = requireStatus(context, id, 'claimed')
  if (BigInt(order.verifier) === 0n) {
    if (BigInt(order.arbiter) === 0n || order.challengeWindow === 0) throw new Revert('NoVerifier')
    if (!isSame(context.sender, claimer)) throw new Revert('InvalidSender')
    if (proof) throw new Revert('LengthMismatch')
  } else {
    if (!isSame(order.verifier, context.rules.verifier)) throw new Revert('ProofRejected') // it says no to everybody here
    checkProof(context.rules, [{ orderId: id, provider: claimer as Address, payout: order.payout, paidAt }], proof)
  }
  accept(context, terms, paidAt)
}

function submitBatch(context: Context, { verifier, items, proof }: Call & { fn: 'submitBatch' }): void {
  if (BigInt(verifier) === 0n) throw new Revert('ZeroAddress')
  if (items.length === 0) throw new Revert('AmountOutOfRange')
  const over = items.map(({ terms, provider, paidAt }) => ({ orderId: terms.id, provider, payout: terms.order.payout, paidAt }))
  checkProof(context.rules, over, proof)
  for (const { terms, provider, paidAt } of items) {
    skipFaults(context, () => {
      if (!isSame(terms.order.verifier, verifier)) throw new Revert('WrongVerifier')
      const { claimer } = requireStatus(context, terms.id, 'claimed')
      if (!isSame(provider, claimer)) throw new Revert('WrongProvider')
      accept(context, terms, paidAt)
    })
  }
}

/** A proven payout up to the instant cap settles at once; anything else waits for a challenge. */
function accept(context: Context, terms: Terms, paidAt: number): void {
  const { draft, events, time } = context
  const slot = getSlot(draft, terms.id)
  if (slot.isInstant) {
    settleNow(context, terms)
    return
  }
  draft.orders.set(terms.id, { ...slot, status: 'submitted', changedAt: time })
  const settleAfter = time + terms.order.challengeWindow
  events.push({ name: 'OrderSubmitted', orderId: terms.id, provider: slot.claimer as Address, paidAt, settleAfter })
}

function settle(context: Context, terms: Terms): void {
  const slot = requireStatus(context, terms.id, 'submitted')
  if (context.time <= slot.changedAt + terms.order.challengeWindow) throw new Revert('TooEarly')
  settleNow(context, terms)
}

function checkProof({ attesters, threshold }: EscrowRules, over: readonly Attested[], proof: Proof | undefined): void {
  const signers = new Set(
    proof?.signers.map((signer) => signer.toLowerCase()).filter((signer) => attesters.some((one) => isSame(one, signer))),
  )
  if (signers.size < threshold || toKey(proof?.over ?? []) !== toKey(over)) throw new Revert('ProofRejected')
}

const toKey = (batch: readonly Attested[]) =>
  batch.map(({ orderId, provider, payout, paidAt }) => `${orderId}|${provider}|${payout}|${paidAt}`.toLowerCase()).join()

/** One item of a batch: its fault is told, not thrown. Every check comes before the first write. */
function skipFaults(context: Context, item: () => void): void {
  try {
    item()
  } catch (error) {
    if (!(error instanceof Revert)) throw error
    context.skipped.push(error.error)
  }
}

/** Tokens that the escrow holds for orders and accounts, which must be what its wallet has. */
export function sumHeld(state: EscrowState, amountOf: (id: OrderId) => bigint): bigint {
  let sum = 0n
  for (const [id, { status }] of state.orders) if (status !== 'settled' && status !== 'refunded') sum += amountOf(id)
  for (const holder of state.accounts.keys()) {
    const { free, locked } = getAccount(state, holder as Address)
    sum += free + locked
  }
  for (const { integratorFees, protocolFees } of state.fees.values()) sum += integratorFees + protocolFees
  return sum
}
