/** Sends signed webhooks: HMAC-SHA256 of the exact body under the secret that the account registered. */
import { createHmac } from 'node:crypto'
import type { SandboxPayout } from './types.ts'

/** Header that carries `hex(HMAC-SHA256(secret, body))`. */
export const webhookSignatureHeader = 'x-paynode-signature'

/** The signature of a body. */
export function signWebhook(secret: string, body: string): string {
  return createHmac('sha256', secret).update(body).digest('hex')
}

export type Webhooks = {
  register(accountId: string, hook: { readonly url: string; readonly secret: string }): void
  /** Tells the account about a payout's status. One try: a webhook is a hint, and receivers must be able to do without. */
  send(payout: SandboxPayout, copies: number, signal: AbortSignal): Promise<void>
}

/** Creates an empty list of webhooks. */
export function createWebhooks(): Webhooks {
  const hooks = new Map<string, { readonly url: string; readonly secret: string }>()
  return {
    register: (accountId, hook) => {
      hooks.set(accountId, hook)
    },
    async send(payout, copies, signal) {
      const hook = hooks.get(payout.accountId)
      if (!hook) return
      const body = JSON.stringify({
        id: `${payout.id}:${payout.status}`,
        event: 'payout.updated',
        reference: payout.reference,
        status: payout.status,
      })
      const headers = { 'content-type': 'application/json', [webhookSignatureHeader]: signWebhook(hook.secret, body) }
      for (let copy = 0; copy < copies; copy++) {
        await fetch(hook.url, {
          method: 'POST',
          headers,
          body,
          redirect: 'error',
          signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
        })
          .then((answer) => answer.body?.cancel())
          .catch(() => undefined) // the receiver is down: that is the receiver's day
      }
    },
  }
}
