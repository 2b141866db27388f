/** OPay calls nobody back about transfers: whatever comes is not from it. */
import type { WebhookRequest, WebhookResult } from '../../psp.ts'

/** Refuses every notice. */
export function readWebhook(_request: WebhookRequest): WebhookResult {
  return { type: 'rejected', reason: 'OPay sends no notices about transfers', ack: { status: 404 } }
}
