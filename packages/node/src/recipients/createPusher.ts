/** Hands fresh envelopes to the providers they are for, best-effort: whoever is missed asks for them later. */
import { isAddressEqual } from 'viem'
import type { IntakeParameters, RecipientsDeps } from './types.ts'

const PUSH_TIMEOUT_MS = 2_000
const MAX_PENDING = 256

/** A pusher owns its requests: `close` stops them and waits. */
export type Pusher = { push(parameters: IntakeParameters): void; close(): Promise<void> }

/** Pushes to whom a request may reach; drops what exceeds the bound on pending requests. */
export function createPusher({ network, self, logger }: Pick<RecipientsDeps, 'network' | 'self' | 'logger'>): Pusher {
  const stop = new AbortController()
  const pending = new Set<Promise<void>>()
  return {
    push: ({ orderId, envelopes }) => {
      const contacts = network.contacts()
      for (const { provider, sealed } of envelopes) {
        const isContact = contacts.some((peer) => isAddressEqual(peer, provider))
        if (!isContact || isAddressEqual(provider, self) || stop.signal.aborted || pending.size >= MAX_PENDING) continue
        const body = { orderId, provider, sealed }
        const request = network
          .request({ to: provider, protocol: 'recipient', body, timeoutMs: PUSH_TIMEOUT_MS, signal: stop.signal })
          .then(
            () => {},
            () => logger.debug({ orderId, provider }, 'sealed recipient details not delivered'),
          )
          .finally(() => pending.delete(request))
        pending.add(request)
      }
    },
    close: async () => {
      stop.abort(new Error('the daemon is closing'))
      await Promise.all(pending)
    },
  }
}
