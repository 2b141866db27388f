/** Reads a Paystack webhook: signed with the secret key over the raw bytes, without a time, so the same notice may come again for ever. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { WebhookRequest, WebhookResult } from '../../psp.ts'
import { toStatus } from './mapping.ts'
import { eventSchema } from './schemas.ts'

const MAX_BYTES = 262_144

/** Verifies and reads one notice. Notices about other things than transfers are acknowledged and forgotten. */
export function readWebhook(secretKey: string, { method, headers, raw }: WebhookRequest): WebhookResult {
  if (method !== 'POST') return reject('not a POST', 405)
  if (raw.length > MAX_BYTES) return reject('too large', 413)
  if (!isSigned(secretKey, raw, headers['x-paystack-signature'])) return reject('the signature does not fit', 401)
  const parsed = eventSchema.safeParse(toJson(raw))
  if (!parsed.success) return reject('unreadable', 400)
  const { event, data } = parsed.data
  if (!/^transfer\.(success|failed|reversed)$/.test(event) || !data.reference) return { type: 'challenge', ack: { status: 200 } }
  return {
    type: 'event',
    dedupeKey: [event, data.transfer_code ?? data.reference, data.status ?? ''].join(':'),
    reference: data.reference,
    pspId: data.transfer_code ?? undefined,
    hint: toStatus(event.slice('transfer.'.length), event === 'transfer.reversed')?.status,
    ack: { status: 200 },
  }
}

function isSigned(secretKey: string, raw: Uint8Array, signature: string | undefined): boolean {
  if (!signature || !/^[0-9a-f]{128}$/i.test(signature)) return false
  return timingSafeEqual(createHmac('sha512', secretKey).update(raw).digest(), Buffer.from(signature, 'hex'))
}

function toJson(raw: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(raw))
  } catch {
    return undefined
  }
}

const reject = (reason: string, status: number): WebhookResult => ({ type: 'rejected', reason, ack: { status } })
