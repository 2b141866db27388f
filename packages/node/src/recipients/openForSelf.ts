/** Finds this provider's envelope, here or at a peer, and opens it. */
import { type Order, type OrderId, type SealedRecipient, sealedRecipientSchema } from '@paynode/sdk/protocol'
import { isAddressEqual } from 'viem'
import { addRecipient, deleteRecipient, getRecipient } from '../store/recipients.ts'
import type { OpenResult, RecipientsDeps } from './types.ts'
import { verifySealed } from './verifySealed.ts'

const PEER_TIMEOUT_MS = 2_000

/** Tries the local envelope, then peers one after another. A bad one is dropped, so that a good one can take its place. */
export async function openForSelf(
  deps: RecipientsDeps,
  { id, order }: { readonly id: OrderId; readonly order: Order },
  signal: AbortSignal,
): Promise<OpenResult> {
  signal.throwIfAborted()
  const key = { orderId: id, provider: deps.self }
  const check = (sealed: SealedRecipient) => verifySealed({ orderId: id, order, sealed, privateKey: deps.hpkePrivateKey })
  let failure: OpenResult = { type: 'missing' }

  const local = getRecipient(deps.store, key)
  if (local) {
    const result = await check(local)
    if (result.type === 'opened') return result
    deleteRecipient(deps.store, key)
    failure = result
  }
  for (const peer of deps.network.contacts()) {
    if (isAddressEqual(peer, deps.self)) continue
    const sealed = await ask(deps, peer, id, signal)
    if (!sealed) continue
    const result = await check(sealed)
    if (result.type === 'opened') {
      const now = deps.clock.now()
      addRecipient(deps.store, { ...key, sealed, receivedAt: now, expiresAt: now + deps.ttlMs })
      return result
    }
    failure = result
  }
  if (failure.type === 'invalid') deps.logger.warn({ orderId: id, reason: failure.reason }, 'recipient details are invalid')
  return failure
}

async function ask(deps: RecipientsDeps, to: RecipientsDeps['self'], orderId: OrderId, signal: AbortSignal) {
  try {
    const body = { orderId, provider: deps.self }
    const answer = await deps.network.request({ to, protocol: 'recipient', body, timeoutMs: PEER_TIMEOUT_MS, signal })
    const parsed = sealedRecipientSchema.nullable().safeParse(answer)
    return parsed.success ? (parsed.data ?? undefined) : undefined
  } catch {
    signal.throwIfAborted()
    return undefined // an unreachable peer is as good as one without the envelope
  }
}
