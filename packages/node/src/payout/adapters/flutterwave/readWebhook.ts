/** Reads a Flutterwave webhook, v4 or v3. Neither is bound to a time, so the same notice may come again for ever. */

import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { parseJson } from '../../../runtime/parseJson.ts'
import type { WebhookRequest, WebhookResult } from '../../psp.ts'
import { checkNotice, rejectNotice } from '../../rails/checkNotice.ts'
import { toStatus } from './mapping.ts'
import { eventSchema } from './schemas.ts'
import { v3EventSchema } from './schemasV3.ts'

/**
 * How a notice proves where it is from.
 * - `hmac`: `flutterwave-signature` holds base64(HMAC-SHA256(raw body, secret hash))
 * - `v3-verif-hash`: the header holds the secret hash itself, which proves nothing about the body
 */
export type WebhookMode = 'hmac' | 'v3-verif-hash'

/** Verifies and reads one notice. Notices about other things than transfers are acknowledged and forgotten. */
export function readWebhook(
  { secretHash, mode }: { readonly secretHash: string; readonly mode: WebhookMode },
  request: WebhookRequest,
): WebhookResult {
  const { headers, raw } = request
  const fault = checkNotice(request)
  if (fault) return fault
  const isGenuine =
    mode === 'hmac'
      ? isSigned(secretHash, raw, headers['flutterwave-signature'])
      : isSame(secretHash, headers['verif-hash'] ?? headers['flutterwave-signature'])
  if (!isGenuine) return rejectNotice('the signature does not fit', 401)
  const json = parseJson(raw)
  const v4 = eventSchema.safeParse(json)
  if (v4.success) {
    const { type, data, webhook_id } = v4.data
    if (type !== 'transfer.disburse') return { type: 'challenge', ack: { status: 200 } }
    return toEvent(data.id ?? undefined, data.reference, data.status, webhook_id)
  }
  const v3 = v3EventSchema.safeParse(json)
  if (!v3.success) return rejectNotice('unreadable', 400)
  const data = v3.data.transfer ?? v3.data.data
  const isTransfer = v3.data.event === 'transfer.completed' || v3.data['event.type'] === 'Transfer'
  if (!isTransfer || !data) return { type: 'challenge', ack: { status: 200 } }
  return toEvent(data.id === undefined || data.id === null ? undefined : String(data.id), data.reference, data.status)
}

function toEvent(
  pspId: string | undefined,
  reference: string | null | undefined,
  status: string | null | undefined,
  noticeId?: string | null,
): WebhookResult {
  if (!pspId && !reference) return { type: 'challenge', ack: { status: 200 } }
  return {
    type: 'event',
    dedupeKey: noticeId ?? [pspId ?? reference, status ?? ''].join(':'),
    reference: reference ?? undefined,
    pspId,
    hint: toStatus(status ?? '')?.status,
    ack: { status: 200 },
  }
}

function isSigned(secretHash: string, raw: Uint8Array, signature: string | undefined): boolean {
  if (!signature || !/^[A-Za-z0-9+/]{43}=$/.test(signature)) return false
  return timingSafeEqual(createHmac('sha256', secretHash).update(raw).digest(), Buffer.from(signature, 'base64'))
}

/** Compared by hash, so that neither content nor length shows in the time it takes. */
function isSame(secretHash: string, shown: string | undefined): boolean {
  if (!shown) return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(secretHash), digest(shown))
}
