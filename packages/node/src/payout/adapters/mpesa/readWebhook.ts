/** Reads a Daraja callback. Nothing signs them: what proves one is its path, which only this daemon and the vendor know. */

import { createHmac, timingSafeEqual } from 'node:crypto'
import { parseJson } from '../../../runtime/parseJson.ts'
import type { WebhookRequest } from '../../psp.ts'
import { checkNotice, type RejectedNotice, rejectNotice } from '../../rails/checkNotice.ts'
import { type MpesaResult, resultSchema } from './schemas.ts'

const MAX_BYTES = 65_536

/** What a callback is about; `…Timeout` says that a request waited in the vendor's queue too long, which is no failure. */
export const callbackKinds = ['payout', 'payoutTimeout', 'status', 'statusTimeout', 'balance', 'balanceTimeout'] as const
export type CallbackKind = (typeof callbackKinds)[number]

/** `id` is the payout's reference, or the question's number. `result` is absent for time-outs. */
export type Callback =
  | { readonly type: 'callback'; readonly kind: CallbackKind; readonly id: string; readonly result?: MpesaResult | undefined }
  | RejectedNotice

/** Where a callback arrives: `<base>/<kind>/<id>/<128 bits that depend on both and on the secret>`. */
export function toCallbackUrl(base: string, secret: string, kind: CallbackKind, id: string): string {
  return `${base.replace(/\/$/, '')}/${kind}/${id}/${toToken(secret, kind, id)}`
}

/** Verifies the path, then reads the body. */
export function readWebhook(secret: string, request: WebhookRequest): Callback {
  const fault = checkNotice(request, MAX_BYTES)
  if (fault) return fault
  const { path, raw } = request
  const [token = '', id = '', name = ''] = (path.split('?')[0] ?? '').split('/').reverse()
  const kind = callbackKinds.find((known) => known === name)
  if (!kind || !/^[\w-]{1,64}$/.test(id) || !isSame(token, toToken(secret, kind, id)))
    return rejectNotice('the path is not one of ours', 404)
  if (kind.endsWith('Timeout')) return { type: 'callback', kind, id }
  const parsed = resultSchema.safeParse(parseJson(raw))
  return parsed.success ? { type: 'callback', kind, id, result: parsed.data.Result } : rejectNotice('unreadable', 400)
}

const toToken = (secret: string, kind: CallbackKind, id: string) =>
  createHmac('sha256', secret).update(`${kind}/${id}`).digest('hex').slice(0, 32)

function isSame(shown: string, due: string): boolean {
  return /^[0-9a-f]{32}$/.test(shown) && timingSafeEqual(Buffer.from(shown), Buffer.from(due))
}
