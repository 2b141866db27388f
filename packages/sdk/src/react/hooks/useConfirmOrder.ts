/** Says that the recipient was paid, which settles at once. */
import type { OrderParameters } from '../../actions/callEscrow.ts'
import { confirmOrder } from '../../actions/confirmOrder.ts'
import { useOrderMutation } from './useOrderMutation.ts'

/** TanStack's mutation of `confirmOrder` with the connected wallet. */
export function useConfirmOrder() {
  return useOrderMutation<Omit<OrderParameters, 'network'>>(confirmOrder)
}
