/** Opens the operator's rules: the secret of its hook, and what its payers took so far. */

import { readSecret } from '../config/load.ts'
import type { NodeConfig } from '../config/schema.ts'
import type { OrderRecord } from '../orders/types.ts'
import { createPolicy, findOverLimit, type PolicyDeps } from '../policy/createPolicy.ts'
import type { PolicyAnswer, PolicyQuestion } from '../policy/types.ts'
import type { Clock } from '../runtime/clock.ts'
import { sumTakenByPayer } from '../store/payerTotals.ts'
import type { Store } from '../store/store.ts'

/** What an operator allows. `overLimit` is the part that changes while an order is being decided. */
export type Policy = {
  decide(record: OrderRecord, signal: AbortSignal): Promise<PolicyAnswer>
  overLimit(record: OrderRecord): string | undefined
}

/** @throws ConfigError when the hook's secret is missing or open to others. */
export function openPolicy({
  config,
  clock,
  store,
}: {
  readonly config: NodeConfig
  readonly clock: Clock
  readonly store: Store
}): Policy {
  const { hook } = config.policy
  const limits: Pick<PolicyDeps, 'clock' | 'perPayerPerDay' | 'takenSince'> = {
    clock,
    perPayerPerDay: (corridor) => config.corridors.find((own) => own.corridor === corridor)?.maxPerPayerPerDay,
    takenSince: ({ orderId, payer, corridor }, since) => sumTakenByPayer(store, { payer, corridor, since, except: orderId }),
  }
  const policy = createPolicy({
    ...limits,
    config: config.policy,
    hook: hook && { url: hook.url, timeoutMs: hook.timeoutMs, secret: readSecret(hook.secret) },
  })
  return {
    decide: (record, signal) => policy(toQuestion(record), signal),
    overLimit: (record) => findOverLimit(limits, toQuestion(record)),
  }
}

function toQuestion({ id, order, corridor }: OrderRecord): PolicyQuestion {
  const { payer, refundTo, integrator, arbiter, token, amount, payout } = order
  return { orderId: id, corridor, payer, refundTo, integrator, arbiter, token, amount, payout }
}
