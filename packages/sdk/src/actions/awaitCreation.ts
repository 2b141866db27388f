/** Waits until an order is on chain, whoever put it there. */
import type { Client } from 'viem'
import { findCreation } from './findCreation.ts'
import { getOrderState } from './getOrderState.ts'
import type { LockContext } from './lockOrder.ts'
import { sleep } from './sleep.ts'
import { toMined } from './toMined.ts'
import type { Mined } from './transact.ts'

/** Looks every `POLL` milliseconds. */
const POLL = 250

/** Undefined when `isOver` says so first. @throws RpcFailedError; the signal's reason. */
export async function awaitCreation(
  client: Client,
  { network, orderId, fromBlock, signal }: Pick<LockContext, 'network' | 'orderId' | 'fromBlock' | 'signal'>,
  isOver: () => Promise<boolean> | boolean,
): Promise<Mined | undefined> {
  for (;;) {
    const over = await isOver() // asked before looking: what landed in between is not missed
    const { status } = await getOrderState(client, { network, orderId, signal })
    const creation = status === 'none' ? undefined : await findCreation(client, { network, orderId, fromBlock, signal })
    if (creation) return toMined(creation)
    if (over) return undefined
    await sleep(POLL, signal)
  }
}
