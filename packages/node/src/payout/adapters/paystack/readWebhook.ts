/** Reads a Paystack webhook: signed with the secret key over the raw bytes, without a time, so the same notice may come again for ever. */

import { createHmac, timingSafeEqual } from 'node:crypto'
import { parseJson } from '../../../runtime/parseJson.ts'
import type { WebhookRequest, WebhookResult } from '../../psp.ts'
import { checkNotice, rejectNotice } from '../../rails/checkNotice.ts'
import { toStatus } from './mapping.ts'
import { eventSchema } from './schemas.ts'

/** Verifies and reads one notice. Notices about other things than transfers are acknowledged and forgotten. */
export function readWebhook(secretKey: string, request: WebhookRequest): WebhookResult {
  const { headers, raw } = request
  const fault = checkNotice(request)
  if (fault) return fault
  if (!isSigned(secretKey, raw, headers['x-paystack-signature'])) return rejectNotice('the signature does not fit', 401)
  const parsed = eventSchema.safeParse(parseJson(raw))
  if (!parsed.success) return rejectNotice('unreadable', 400)
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
