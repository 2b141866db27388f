/** Every effect's handler, wired once: the daemon and the simulator run the same. */
import type { OrderId, ProviderId } from '@paynode/sdk/protocol'
import { type ClaimDeps, createClaimHandler } from '../claim/claim.ts'
import type { OnChainDeps } from '../claim/deps.ts'
import { createExpireHandler } from '../claim/expire.ts'
import { createFinishHandler } from '../claim/finish.ts'
import { createGiveUpHandler } from '../claim/giveUp.ts'
import { createReclaimHandler } from '../claim/reclaim.ts'
import type { EffectHandler, EffectKind, OrderEvent } from '../orders/types.ts'
import type { PayoutDeps } from '../payout/deps.ts'
import { createPayoutHandler } from '../payout/payout.ts'
import { createQueryHandler } from '../payout/query.ts'
import { createRouteHandler, type RouteDeps } from '../routing/route.ts'
import { createSettleHandler, type SettleDeps } from '../settlement/settle.ts'
import { failedPayoutStates, getPayout } from '../store/payouts.ts'

/** What the handlers need of the rest. */
export type HandlerDeps = Pick<RouteDeps, 'epochSeconds' | 'getAgreedBundle' | 'getAnchored'> &
  Pick<ClaimDeps, 'canServe'> &
  Pick<SettleDeps, 'settlement' | 'saltOf'> & {
    readonly self: ProviderId
    readonly onChain: OnChainDeps
    readonly payout: PayoutDeps
    dispatch(orderId: OrderId, event: OrderEvent): void
  }

/** The handlers by kind of effect. */
export function createHandlers(deps: HandlerDeps): Readonly<Record<EffectKind, EffectHandler>> {
  const { self, onChain, payout, dispatch } = deps
  const { store, clock, metrics, float } = payout
  return {
    route: createRouteHandler({
      store,
      self,
      clock,
      metrics,
      epochSeconds: deps.epochSeconds,
      getAgreedBundle: deps.getAgreedBundle,
      getAnchored: deps.getAnchored,
    }),
    claim: createClaimHandler({
      ...onChain,
      self,
      canServe: deps.canServe,
      release: (orderId) => void float.void(orderId),
      dispatchSent: (orderId, transactionHash) => dispatch(orderId, { type: 'claimSent', transactionHash }),
    }),
    payout: createPayoutHandler(payout),
    query: createQueryHandler(payout),
    giveUp: createGiveUpHandler({
      ...onChain,
      self,
      isUnpaid: (orderId) => {
        const payout = getPayout(store, orderId)
        return payout === undefined || failedPayoutStates.has(payout.state)
      },
    }),
    settle: createSettleHandler({ settlement: deps.settlement, saltOf: deps.saltOf, clock }),
    expire: createExpireHandler(onChain),
    reclaim: createReclaimHandler(onChain),
    finish: createFinishHandler(onChain),
  }
}
