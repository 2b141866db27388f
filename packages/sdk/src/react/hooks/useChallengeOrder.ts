/** Disputes a submitted payout. */
import { type ChallengeOrderParameters, challengeOrder } from '../../actions/challengeOrder.ts'
import { useOrderMutation } from './useOrderMutation.ts'

/** TanStack's mutation of `challengeOrder` with the connected wallet. */
export function useChallengeOrder() {
  return useOrderMutation<Omit<ChallengeOrderParameters, 'network'>>(challengeOrder)
}
