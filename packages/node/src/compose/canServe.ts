/** May this daemon take the order? Its own rules, the recipient, the PSP's limits and the float decide, in that order. */
import { type Corridor, getCredited, type Order, type OrderId, type Recipient } from '@paynode/sdk/protocol'
import { type Address, isAddressEqual, zeroAddress } from 'viem'
import type { NodeConfig } from '../config/schema.ts'
import type { OrderRecord } from '../orders/types.ts'
import { type PayoutIntent, type PspAdapter, toProblem } from '../payout/psp.ts'
import { toIntent } from '../payout/toIntent.ts'
import type { Clock } from '../runtime/clock.ts'

/** The answer; `later` when something may still arrive. */
export type ServeAnswer =
  | { readonly type: 'yes' }
  | { readonly type: 'no'; readonly reason: string }
  | { readonly type: 'later'; readonly at: number; readonly reason: string }

/** What the decision looks at. */
export type CanServeDeps = {
  readonly config: NodeConfig
  readonly clock: Clock
  readonly verifier: string
  readonly tokenDecimals: number
  /** Token units up to which a proven payout settles at once, so that nobody can dispute it. */
  readonly instantCap: bigint
  /** Milliseconds from the claim that waiting for confirmations, paying and proving may take, by token units. */
  neededWindowMs(corridor: Corridor, amount: bigint): number
  adaptersFor(corridor: Corridor): readonly Pick<PspAdapter, 'validate'>[]
  /** Why caps or the payer's limit do not allow this payout beside all others, begun or only claimed: what is claimed must be payable. */
  overLimits?(record: OrderRecord): string | undefined
  /** Orders of the corridor that are being claimed or paid here, the one that asks left out. */
  countUnderWay(corridor: Corridor, except: OrderId): number
  /** True when a payout of this order was ever recorded here: its reference is used up. */
  hasPayout(orderId: OrderId): boolean
  openRecipient(
    record: OrderRecord,
    signal: AbortSignal,
  ): Promise<{ type: 'opened'; recipient: Recipient } | { type: 'missing' } | { type: 'invalid'; reason: string }>
  /** The operator's own rules, asked when everything else fits. */
  policy(
    record: OrderRecord,
    signal: AbortSignal,
  ): Promise<{ readonly type: 'allowed' } | { readonly type: 'refused'; readonly reason: string }>
  /** Why the recipient cannot be paid, as far as anybody can tell before paying. */
  accountFault(orderId: OrderId, recipient: Recipient, signal: AbortSignal): Promise<string | undefined>
  /** Sets the float aside at a PSP that can make the payout now. */
  reserve(orderId: OrderId, intent: PayoutIntent, signal: AbortSignal): Promise<boolean>
  /** Gives back what `reserve` set aside. */
  release(orderId: OrderId): void
  /** True unless it is known that no earlier claimer's payment of this order stands at a PSP. */
  alreadyPaid(record: OrderRecord, signal: AbortSignal): Promise<boolean>
}

/** `canServe(record, signal)`; a `yes` holds a float reservation that must be posted or voided. */
export function createCanServe(deps: CanServeDeps) {
  /** What the desk cannot carry at once it would pay too late: others may take it, or this desk when it has room again. */
  const isFull = ({ id, corridor }: OrderRecord, { capacity }: { readonly capacity: number }) =>
    deps.countUnderWay(corridor, id) >= capacity
  const waitForRoom = () => ({ type: 'later', at: deps.clock.now() + 1_000, reason: 'at capacity' }) as const
  return async (record: OrderRecord, signal: AbortSignal): Promise<ServeAnswer> => {
    const { config } = deps
    const { order } = record
    const own = config.corridors.find(({ corridor }) => corridor === record.corridor)
    const adapters = deps.adaptersFor(record.corridor)
    if (!own || adapters.length === 0) return { type: 'no', reason: 'corridor not served' }
    if (config.payouts === 'off') return { type: 'no', reason: 'payouts are off' }
    if (order.verifier.toLowerCase() !== deps.verifier.toLowerCase()) return { type: 'no', reason: 'the order names another verifier' }
    if (order.token.toLowerCase() !== config.chain.token.toLowerCase()) return { type: 'no', reason: 'the order pays with another token' }
    if (order.amount > deps.instantCap && !isTrustedArbiter(config, order.arbiter))
      return { type: 'no', reason: 'above the instant cap with an arbiter that is not in policy.arbiters' }
    if (order.amount > deps.instantCap && order.challengeWindow > config.policy.maxChallengeSeconds)
      return { type: 'no', reason: 'above the instant cap with a challenge window beyond policy.maxChallengeSeconds' }
    if (order.payWindow * 1_000 <= deps.neededWindowMs(record.corridor, order.amount))
      return { type: 'no', reason: 'the pay window is too short to wait for confirmations and pay' }
    if (isOverPrice(order, own, deps.tokenDecimals)) return { type: 'no', reason: 'asks for more than own rate' }
    if (order.payout < own.minPayout || order.payout > own.maxPayout) return { type: 'no', reason: 'payout outside own limits' }
    const over = deps.overLimits?.(record)
    if (over !== undefined) return { type: 'no', reason: over }
    if (deps.hasPayout(record.id)) return { type: 'no', reason: 'a payout of this order was recorded before; its reference serves once' }
    if (isFull(record, own)) return waitForRoom()
    const opened = await deps.openRecipient(record, signal)
    if (opened.type === 'missing') return { type: 'later', at: deps.clock.now() + 500, reason: 'recipient details not here yet' }
    if (opened.type === 'invalid') return { type: 'no', reason: opened.reason }
    const intent = toIntent(record, opened.recipient)
    const problems = adapters.map((adapter) => toProblem(adapter.validate(intent)))
    if (problems.every((problem) => problem !== undefined)) return { type: 'no', reason: problems[0] ?? 'no PSP' }
    const rule = await deps.policy(record, signal)
    if (rule.type === 'refused') return { type: 'no', reason: rule.reason }
    const fault = await deps.accountFault(record.id, opened.recipient, signal)
    if (fault !== undefined) return { type: 'no', reason: fault }
    if (record.failedBy.length > 0 && (await deps.alreadyPaid(record, signal)))
      return { type: 'no', reason: 'an earlier claimer paid this order, or nobody can tell' }
    if (!(await deps.reserve(record.id, intent, signal))) return { type: 'no', reason: 'no PSP in order has enough float' }
    // Others may have been taken while the PSPs and the hook were asked.
    const crowded = deps.overLimits?.(record)
    if (crowded === undefined && !isFull(record, own)) return { type: 'yes' }
    deps.release(record.id)
    return crowded === undefined ? waitForRoom() : { type: 'no', reason: crowded }
  }
}

/**
 * Ranking compares prices too, but knows none when no report is in force, and a pinned provider claims without a rank: this is the one that
 * guards the money. What counts is what settling credits: a payer that is its own integrator gets the fee back.
 */
function isOverPrice(order: Order, { rate, agreed }: NodeConfig['corridors'][number], tokenDecimals: number): boolean {
  const own = agreed.find(({ payer }) => isAddressEqual(payer, order.payer))?.rate ?? rate
  return order.payout * 10n ** BigInt(tokenDecimals) > getCredited(order) * own
}

/** Whoever names the arbiter decides a dispute: a payer could name itself, take the payout and rule for a refund. */
function isTrustedArbiter({ policy }: NodeConfig, arbiter: Address): boolean {
  return isAddressEqual(arbiter, zeroAddress) || policy.arbiters.some((trusted) => isAddressEqual(trusted, arbiter))
}
