/** What can be wrong with a webhook delivery. */
import { BaseError } from './base.ts'

const reasons = {
  malformedHeader: 'the Paynode-Signature header is missing or malformed',
  wrongSignature: 'no signature in the Paynode-Signature header matches; check the secret and that the body is passed byte for byte',
  stale: 'the delivery was signed too long ago or in the future; check the clock, or raise toleranceSeconds to replay by hand',
  malformedBody: 'the body is signed but is no Paynode event; update the SDK',
} as const

/** A delivery that must not be acted on. Answer it with status 400. */
export class WebhookInvalidError extends BaseError {
  override name = 'WebhookInvalidError'
  readonly reason: keyof typeof reasons
  constructor({ reason, cause }: { reason: keyof typeof reasons; cause?: unknown }) {
    super(reasons[reason], { code: 'WEBHOOK_INVALID', cause })
    this.reason = reason
  }
}
