/** Sends an unserved order's money back to its refund address. */
import { reclaimOrder } from '@paynode/sdk'
import { toOrderId } from '@paynode/sdk/protocol'
import type { Context } from '../../context.ts'
import { parseArgument } from '../../errors.ts'
import { loadNetwork } from '../../network/loadNetwork.ts'
import { createWallet } from '../../network/wallets.ts'
import type { View } from '../../output/render.ts'
import { getPayerKey } from '../../pay/getPayerKey.ts'

export type ReclaimOptions = { readonly network: string; readonly keyFile?: string }

/** Reclaims an order. Anyone may send it: the money can only go to the order's own refund address. */
export async function reclaim(id: string, options: ReclaimOptions, context: Context): Promise<View> {
  const orderId = parseArgument(() => toOrderId(id))
  const network = await loadNetwork(options.network, context.signal)
  const wallet = createWallet({ ...network, privateKey: await getPayerKey(network, options.keyFile, context) })
  const { transactionHash } = await reclaimOrder(wallet, { network, orderId, signal: context.signal })
  const data = { event: 'refunded', orderId, transaction: transactionHash }
  return { data, text: () => `Refunded in ${transactionHash}.` }
}
