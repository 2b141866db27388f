/** Takes an unserved order's tokens back. */
import type { OrderParameters } from '../../actions/callEscrow.ts'
import { reclaimOrder } from '../../actions/reclaimOrder.ts'
import { useOrderMutation } from './useOrderMutation.ts'

/** TanStack's mutation of `reclaimOrder` with the connected wallet. */
export function useReclaimOrder() {
  return useOrderMutation<Omit<OrderParameters, 'network' | 'order'>>(reclaimOrder)
}
