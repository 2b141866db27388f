/** What every notice must be before anything in it is looked at. */
import type { WebhookAck, WebhookRequest } from '../psp.ts'

/** A notice that is not believed, and what the sender is told. */
export type RejectedNotice = { readonly type: 'rejected'; readonly reason: string; readonly ack: WebhookAck }

/** Rejects a notice. `status` is the HTTP status that the sender sees. */
export const rejectNotice = (reason: string, status: number): RejectedNotice => ({ type: 'rejected', reason, ack: { status } })

/** The rejection of a notice that is no POST or longer than `maxBytes`; undefined when it may be read. */
export function checkNotice({ method, raw }: WebhookRequest, maxBytes = 262_144): RejectedNotice | undefined {
  if (method !== 'POST') return rejectNotice('not a POST', 405)
  return raw.length > maxBytes ? rejectNotice('too large', 413) : undefined
}
