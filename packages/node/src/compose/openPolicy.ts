/** Opens the operator's rules: the secret of its hook, and what its payers took so far. */

import { readSecret } from '../config/load.ts'
import type { NodeConfig } from '../config/schema.ts'
import type { OrderRecord } from '../orders/types.ts'
import { createPolicy } from '../policy/createPolicy.ts'
import type { PolicyAnswer } from '../policy/types.ts'
import type { Clock } from '../runtime/clock.ts'
import { sumTakenByPayer } from '../store/payerTotals.ts'
import type { Store } from '../store/store.ts'

/** @throws ConfigError when the hook's secret is missing or open to others. */
export function openPolicy({ config, clock, store }: { readonly config: NodeConfig; readonly clock: Clock; readonly store: Store }) {
  const { hook } = config.policy
  const policy = createPolicy({
    config: config.policy,
    clock,
    hook: hook && { url: hook.url, timeoutMs: hook.timeoutMs, secret: readSecret(hook.secret) },
    perPayerPerDay: (corridor) => config.corridors.find((own) => own.corridor === corridor)?.maxPerPayerPerDay,
    takenSince: ({ orderId, payer, corridor }, since) => sumTakenByPayer(store, { payer, corridor, since, except: orderId }),
  })
  return ({ id, order, corridor }: OrderRecord, signal: AbortSignal): Promise<PolicyAnswer> => {
    const { payer, refundTo, integrator, arbiter, token, amount, payout } = order
    return policy({ orderId: id, corridor, payer, refundTo, integrator, arbiter, token, amount, payout }, signal)
  }
}
