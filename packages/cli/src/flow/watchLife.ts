/** An order's life as the chain tells it, one step at a time: works with every gateway down. */
import type { OrderId } from '@paynode/sdk/protocol'
import type { Address, Client, Hex } from 'viem'
import { sleep } from '../clock.ts'
import { type OrderFacts, readOrders } from './followOrders.ts'

/** One step. `at` is the block's time in unix seconds. */
export type LifeStep = {
  readonly event: 'locked' | 'claimed' | 'failed' | 'settled' | 'refunded'
  readonly orderId: OrderId
  readonly at: number
  readonly transaction: Hex
  readonly provider?: Address
  readonly cause?: string
}

/** Yields every step once, in chain order; ends after settled or refunded. */
export async function* watchLife(
  client: Client,
  {
    escrow,
    orderId,
    fromBlock,
    signal,
  }: { readonly escrow: Address; readonly orderId: OrderId; readonly fromBlock: bigint; readonly signal: AbortSignal },
): AsyncGenerator<LifeStep> {
  let told = 0
  while (true) {
    signal.throwIfAborted()
    const facts = (await readOrders(client, escrow, fromBlock)).get(orderId)
    const steps = facts ? toSteps(facts) : []
    for (const step of steps.slice(told)) yield step
    told = Math.max(told, steps.length)
    if (facts?.settled || facts?.refunded) return
    await sleep(250, signal)
  }
}

/** Facts → steps in chain order. */
export function toSteps(facts: OrderFacts): readonly LifeStep[] {
  const step = (
    event: LifeStep['event'],
    { time, transaction }: { time: number; transaction: Hex },
    more: Partial<LifeStep> = {},
  ): LifeStep => ({
    event,
    orderId: facts.id,
    at: time,
    transaction,
    ...more,
  })
  const middle = [
    ...facts.claims.map((claim) => ({ at: claim, step: step('claimed', claim, { provider: claim.provider }) })),
    ...facts.failures.filter(isClaimFailure).map((failure) => ({
      at: failure,
      step: step('failed', failure, { provider: failure.provider, cause: failure.cause }),
    })),
  ].sort((left, right) => Number(left.at.block - right.at.block) || left.at.logIndex - right.at.logIndex)
  return [
    step('locked', facts.locked),
    ...middle.map((item) => item.step),
    ...(facts.settled ? [step('settled', facts.settled, { provider: facts.settled.provider })] : []),
    ...(facts.refunded ? [step('refunded', facts.refunded)] : []),
  ]
}

/** The refund that follows an unclaimed order in the same transaction says it all. */
const isClaimFailure = ({ cause }: OrderFacts['failures'][number]) => cause !== 'unclaimed'
