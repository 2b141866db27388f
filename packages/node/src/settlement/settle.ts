/** The `settle` effect: has a paid order proven on chain, and tries again later when attesters or the contract refuse. */
import { toPaymentReference } from '@paynode/sdk/protocol'
import type { Hex } from 'viem'
import type { EffectHandler, OrderRecord } from '../orders/types.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Settlement } from './settlement.ts'

export type SettleDeps = {
  readonly settlement: Pick<Settlement, 'settle'>
  /** The salt of the order's recipient hash, from the opened recipient details. */
  saltOf(record: OrderRecord, signal: AbortSignal): Promise<Hex>
  readonly clock: Clock
}

const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 60_000

/** Creates the handler. `attested` is dispatched when the batch is mined; the chain's own events say the rest. */
export function createSettleHandler({ settlement, saltOf, clock }: SettleDeps): EffectHandler {
  return async ({ record, attempts, signal }) => {
    if (record.state !== 'paid') return { type: 'events', events: [] }
    const salt = await saltOf(record, signal)
    const outcome = await settlement.settle(record, salt, record.reference ?? toPaymentReference(record.id), signal)
    if (outcome.type === 'done') return { type: 'events', events: [] }
    if (outcome.type === 'proven') return { type: 'events', events: [{ type: 'attested', attesters: outcome.attesters }] }
    return { type: 'retry', at: clock.now() + toDelay(attempts), reason: outcome.reason }
  }
}

/** `attempts` counts this one. */
const toDelay = (attempts: number) => Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(Math.max(attempts - 1, 0), 7))
