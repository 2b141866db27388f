/** Takes envelopes in: bounded, for registered providers only; this provider's own is checked as soon as the order is known. */
import type { Order, OrderId } from '@paynode/sdk/protocol'
import { openRecipient } from '@paynode/sdk/protocol'
import { isAddressEqual } from 'viem'
import { addRecipient, countRecipients, deleteRecipient } from '../store/recipients.ts'
import type { Envelope, IgnoreReason, IntakeParameters, IntakeResult, RecipientsDeps } from './types.ts'
import { verifySealed } from './verifySealed.ts'

/** Envelopes per order, and bytes per ciphertext. */
export const MAX_ENVELOPES = 16
const MAX_BYTES = 2_048
const MAX_ROWS = 50_000

/**
 * Stores what is worth storing. The first envelope of a provider stays, so that nobody can replace a payer's;
 * only one that is proven to match the order replaces this provider's own.
 */
export async function takeIn(deps: RecipientsDeps, sweep: () => number, parameters: IntakeParameters): Promise<IntakeResult> {
  const { orderId, envelopes } = parameters
  const onChain = deps.view.order(orderId)
  if (envelopes.length === 0 || envelopes.length > MAX_ENVELOPES) return { type: 'refused', reason: 'tooMany' }
  if (onChain?.status === 'settled' || onChain?.status === 'refunded') return { type: 'refused', reason: 'closed' }
  if (!onChain && isFull(deps, envelopes.length)) {
    sweep()
    if (isFull(deps, envelopes.length)) return { type: 'refused', reason: 'full' }
  }

  const ignored: { provider: Envelope['provider']; reason: IgnoreReason }[] = []
  let stored = 0
  for (const envelope of envelopes) {
    const result = await keep(deps, orderId, onChain?.order ?? parameters.order, envelope)
    if (result === 'stored') stored += 1
    else ignored.push({ provider: envelope.provider, reason: result })
  }
  if (ignored.every(({ reason }) => reason === 'unregistered') && stored === 0) return { type: 'refused', reason: 'noProvider' }
  if (ignored.every(({ reason }) => reason !== 'duplicate') && stored === 0) return { type: 'refused', reason: 'invalid' }
  return { type: 'accepted', stored, ignored }
}

async function keep(
  deps: RecipientsDeps,
  orderId: OrderId,
  order: Order | undefined,
  { provider, sealed }: Envelope,
): Promise<'stored' | IgnoreReason> {
  const { store, view, clock, ttlMs } = deps
  const entry = view.provider(provider)
  if (!entry) return 'unregistered'
  if ((sealed.ciphertext.length - 2) / 2 > MAX_BYTES) return 'tooLarge'
  const key = { orderId, provider: entry.operator }
  const row = { ...key, sealed, receivedAt: clock.now(), expiresAt: clock.now() + ttlMs }
  if (!isAddressEqual(entry.operator, deps.self)) return add(deps, row)
  if (!(await isOwnGood(deps, orderId, order, sealed))) return 'invalid'
  if (!order) return add(deps, row)
  store.transaction(() => {
    deleteRecipient(store, key)
    addRecipient(store, row)
  })
  return 'stored'
}

function add({ store }: RecipientsDeps, row: Parameters<typeof addRecipient>[1]): 'stored' | 'duplicate' {
  return countRecipients(store, row.orderId) < MAX_ENVELOPES && addRecipient(store, row) ? 'stored' : 'duplicate'
}

async function isOwnGood(deps: RecipientsDeps, orderId: OrderId, order: Order | undefined, sealed: Envelope['sealed']): Promise<boolean> {
  const privateKey = deps.hpkePrivateKey
  if (order) return (await verifySealed({ orderId, order, sealed, privateKey })).type === 'opened'
  return openRecipient(sealed, orderId, privateKey).then(
    () => true,
    () => false,
  )
}

const isFull = ({ store, maxRows = MAX_ROWS }: RecipientsDeps, more: number) => countRecipients(store) + more > maxRows
