/** Reads a Circle webhook: an SNS message of the account's own topic, whose text is the notice. It names the payout by Circle's id. */
import type { Clock } from '../../../runtime/clock.ts'
import type { PspAdapter, WebhookResult } from '../../psp.ts'
import { toStatus } from './mapping.ts'
import { envelopeSchema, noticeSchema } from './schemas.ts'
import { createSnsVerifier } from './verifySns.ts'

const MAX_BYTES = 262_144

/** Creates the reader. Without a topic nothing is taken: anybody can sign for a topic of their own. */
export function createWebhookReader(options: {
  readonly baseUrl: string
  readonly clock: Clock
  readonly timeoutMs: number
  readonly topicArn: string | undefined
}): PspAdapter['webhook'] {
  const { topicArn } = options
  const sns = createSnsVerifier(options)
  return async ({ method, raw }, signal) => {
    if (method === 'HEAD') return { type: 'challenge', ack: { status: 200 } }
    if (method !== 'POST') return reject('not a POST', 405)
    if (raw.length > MAX_BYTES) return reject('too large', 413)
    if (topicArn === undefined) return reject('no topic is configured', 403)
    const envelope = envelopeSchema.safeParse(toJson(new TextDecoder().decode(raw)))
    if (!envelope.success) return reject('unreadable', 400)
    const { Type, TopicArn, Message, MessageId, SubscribeURL } = envelope.data
    if (TopicArn !== topicArn) return reject('another topic', 403)
    const verdict = await sns.verify(envelope.data, signal)
    if (verdict === 'keyMissing') return reject('the signing certificate is not to be had', 503)
    if (verdict === 'forged') return reject('the signature does not fit', 401)
    if (Type === 'SubscriptionConfirmation')
      return (await sns.visit(SubscribeURL, signal)) ? { type: 'challenge', ack: { status: 200 } } : reject('the subscription failed', 503)
    const notice = noticeSchema.safeParse(toJson(Message))
    const pspId = notice.data?.payout?.id ?? notice.data?.return?.payoutId
    if (Type !== 'Notification' || !pspId) return { type: 'challenge', ack: { status: 200 } }
    const status = notice.data?.payout?.status
    return {
      type: 'event',
      dedupeKey: MessageId,
      pspId,
      hint: status ? toStatus({ status }, false)?.status : undefined,
      ack: { status: 200 },
    }
  }
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const reject = (reason: string, status: number): WebhookResult => ({ type: 'rejected', reason, ack: { status } })
