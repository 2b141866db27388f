/** Prints an order's life until it ends. */
import { toOrderId } from '@paynode/sdk/protocol'
import type { Context } from '../../context.ts'
import { CliError, parseArgument } from '../../errors.ts'
import { readOrders } from '../../flow/followOrders.ts'
import { toLifeView } from '../../flow/toLifeView.ts'
import { watchLife } from '../../flow/watchLife.ts'
import { loadNetwork } from '../../network/loadNetwork.ts'
import { createReader } from '../../network/wallets.ts'

/** Watches an order. @throws when the chain does not know it. */
export async function watchOrder(id: string, source: string, context: Context): Promise<void> {
  const { signal } = context
  const orderId = parseArgument(() => toOrderId(id))
  const network = await loadNetwork(source, signal)
  const reader = createReader(network)
  const escrow = network.contracts.OrderEscrow
  const facts = (await readOrders(reader, escrow)).get(orderId)
  if (!facts) throw new CliError(`order ${orderId} is not on this chain`)
  for await (const step of watchLife(reader, { escrow, orderId, fromBlock: facts.locked.block, signal })) context.emit(toLifeView(step))
}
