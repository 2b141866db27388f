/** Locks one order of the plan, with the terms that its fault needs. */
import { createOrder } from '@paynode/sdk'
import { type OrderId, parseRecipient, parseUnitsExact } from '@paynode/sdk/protocol'
import type { LocalNetwork } from '../network/startLocalNetwork.ts'
import { createWallet } from '../network/wallets.ts'
import { lockUnserved } from './lockUnserved.ts'
import type { PlannedOrder } from './plan.ts'

const IMPOSSIBLE_RATE = 100n // minor units per token unit: far above every provider's quote and limit
const UNSERVED = { claimSeconds: 10, reclaimSeconds: 12 }
const SHORT_PAY_WINDOW = 20

/** Locks an order from one of the network's payers. */
export async function placeOrder(
  { description }: LocalNetwork,
  item: PlannedOrder,
  payer: LocalNetwork['payers'][number],
  signal: AbortSignal,
): Promise<OrderId> {
  const wallet = createWallet({ ...description, privateKey: payer.privateKey })
  const amount = parseUnitsExact(item.amount, description.token.decimals)
  const shared = { network: description, amount, recipient: parseRecipient(item.to), signal }
  if (item.kind === 'unserved') return lockUnserved(wallet, { ...shared, payout: amount * IMPOSSIBLE_RATE, ...UNSERVED })
  const { orderId } = await createOrder(wallet, {
    ...shared,
    ...(item.kind === 'killed' ? { payWindow: SHORT_PAY_WINDOW } : {}),
  })
  return orderId
}
