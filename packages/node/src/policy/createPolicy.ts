/** The operator's rules about an order, cheapest first; a refusal names the rule. */
import type { Corridor } from '@paynode/sdk/protocol'
import { type Address, isAddressEqual, zeroAddress } from 'viem'
import type { PolicyConfig } from '../config/policy.ts'
import type { Clock } from '../runtime/clock.ts'
import { askHook, type HookOptions } from './askHook.ts'
import { isOpen } from './isOpen.ts'
import { openSanctions } from './openSanctions.ts'
import type { PolicyAnswer, PolicyQuestion } from './types.ts'

/** What the rules look at. Amounts are minor units of the corridor's currency. */
export type PolicyDeps = {
  readonly config: PolicyConfig
  readonly clock: Clock
  /** Whom to ask last; nobody when left out. */
  readonly hook?: Omit<HookOptions, 'clock'> | undefined
  /** Most that one payer gets here in 24 hours. */
  perPayerPerDay(corridor: Corridor): bigint | undefined
  /** What this payer's orders took here since a time (unix milliseconds), this order left out. */
  takenSince(question: PolicyQuestion, since: number): bigint
}

const DAY_MS = 86_400_000
const allowed: PolicyAnswer = { type: 'allowed' }

/** `policy(question, signal)`; resolves for every question, rejects only when stopped. */
export function createPolicy(deps: PolicyDeps): (question: PolicyQuestion, signal: AbortSignal) => Promise<PolicyAnswer> {
  const { config, clock, hook } = deps
  const sanctions = config.sanctionsFile === undefined ? undefined : openSanctions(config.sanctionsFile)
  const refuse = (question: PolicyQuestion): string | undefined => {
    const { payer, refundTo, integrator } = question
    if (config.hours && !isOpen(config.hours, clock.now())) return 'outside policy.hours'
    if (!isWelcome(config.payers, payer)) return 'policy.payers does not admit the payer'
    if (!isWelcome(config.integrators, integrator)) return 'policy.integrators does not admit the integrator'
    const answer = sanctions?.([payer, refundTo, integrator].filter((address) => !isAddressEqual(address, zeroAddress)))
    if (answer === 'unreadable') return 'policy.sanctionsFile cannot be read; nobody is served until it can'
    if (answer === 'listed') return 'an address is on the list of policy.sanctionsFile'
    return findOverLimit(deps, question)
  }
  return async (question, signal) => {
    const reason = refuse(question)
    if (reason !== undefined) return { type: 'refused', reason }
    return hook ? askHook({ ...hook, clock }, question, signal) : allowed
  }
}

/** The rule that other orders of the payer can break while this one is being decided: looked at again once its float is held. */
export function findOverLimit(
  deps: Pick<PolicyDeps, 'clock' | 'perPayerPerDay' | 'takenSince'>,
  question: PolicyQuestion,
): string | undefined {
  const limit = deps.perPayerPerDay(question.corridor)
  const isOver = limit !== undefined && deps.takenSince(question, deps.clock.now() - DAY_MS) + question.payout > limit
  return isOver ? 'above maxPerPayerPerDay of the corridor' : undefined
}

function isWelcome({ allow, deny }: PolicyConfig['payers'], who: Address): boolean {
  const among = (list: readonly Address[]) => list.some((address) => isAddressEqual(address, who))
  return !among(deny) && (allow === undefined || among(allow))
}
