/** Recipient details of orders: keeps what payers sealed, hands it to the providers it is for, opens this provider's own. */
import type { Order, OrderId, SaltedRecipient } from '@paynode/sdk/protocol'
import { getAddress } from 'viem'
import { deleteRecipients, extendRecipients, listExpiredRecipients } from '../store/recipients.ts'
import { createPusher } from './createPusher.ts'
import { openForSelf } from './openForSelf.ts'
import { serveRecipients } from './serveRecipients.ts'
import { takeIn } from './takeIn.ts'
import type { IntakeParameters, Recipients, RecipientsDeps } from './types.ts'

/** Opens the folder and serves the `recipient` protocol to peers. */
export function createRecipients(parameters: RecipientsDeps): Recipients {
  const deps = { ...parameters, self: getAddress(parameters.self) }
  const opened = new Map<OrderId, SaltedRecipient>()
  const pusher = createPusher(deps)
  const sweep = () => eraseExpired(deps, opened)
  serveRecipients(deps, (pushed) => takeIn(deps, sweep, pushed))
  return {
    intake: async (envelopes: IntakeParameters) => {
      const result = await takeIn(deps, sweep, envelopes)
      if (result.type === 'accepted') pusher.push(envelopes)
      return result
    },
    open: async (record: { readonly id: OrderId; readonly order: Order }, signal) => {
      const known = opened.get(record.id)
      if (known) return { type: 'opened', salted: known }
      const result = await openForSelf(deps, record, signal)
      if (result.type === 'opened') remember(opened, record.id, result.salted)
      return result
    },
    erase: (orderId) => {
      opened.delete(orderId)
      deleteRecipients(deps.store, orderId)
    },
    sweep,
    close: async () => {
      await pusher.close()
      opened.clear()
    },
  }
}

const MEMORY = 1_000

function remember(opened: Map<OrderId, SaltedRecipient>, orderId: OrderId, salted: SaltedRecipient): void {
  opened.set(orderId, salted)
  const [oldest] = opened.keys()
  if (opened.size > MEMORY && oldest) opened.delete(oldest)
}

/** An order that is open on chain keeps its envelopes for another `ttlMs`; one that is over, or never came, loses them. */
function eraseExpired({ store, view, clock, ttlMs, logger }: RecipientsDeps, opened: Map<OrderId, SaltedRecipient>): number {
  const now = clock.now()
  let erased = 0
  store.transaction(() => {
    for (const orderId of listExpiredRecipients(store, now)) {
      const status = view.order(orderId)?.status ?? 'none'
      if (status !== 'none' && status !== 'settled' && status !== 'refunded') {
        extendRecipients(store, orderId, now + ttlMs)
        continue
      }
      opened.delete(orderId)
      erased += deleteRecipients(store, orderId)
    }
  })
  if (erased > 0) logger.info({ erased }, 'sealed recipient details erased')
  return erased
}
