/** Locks tokens for a recipient. */
import { type CreateOrderParameters, createOrder } from '../../actions/createOrder.ts'
import { useOrderMutation } from './useOrderMutation.ts'

/** TanStack's mutation of `createOrder` with the connected wallet. */
export function useCreateOrder() {
  return useOrderMutation<Omit<CreateOrderParameters, 'network'>, Awaited<ReturnType<typeof createOrder>>>(createOrder)
}
