/** Reads a Circle webhook: an SNS message of the account's own topic, whose text is the notice. It names the payout by Circle's id. */

import type { Clock } from '../../../runtime/clock.ts'
import { parseJson } from '../../../runtime/parseJson.ts'
import type { PspAdapter } from '../../psp.ts'
import { checkNotice, rejectNotice } from '../../rails/checkNotice.ts'
import { toStatus } from './mapping.ts'
import { envelopeSchema, noticeSchema } from './schemas.ts'
import { createSnsVerifier } from './verifySns.ts'

/** Creates the reader. Without a topic nothing is taken: anybody can sign for a topic of their own. */
export function createWebhookReader(options: {
  readonly baseUrl: string
  readonly clock: Clock
  readonly timeoutMs: number
  readonly topicArn: string | undefined
}): PspAdapter['webhook'] {
  const { topicArn } = options
  const sns = createSnsVerifier(options)
  return async (request, signal) => {
    if (request.method === 'HEAD') return { type: 'challenge', ack: { status: 200 } }
    const fault = checkNotice(request)
    if (fault) return fault
    if (topicArn === undefined) return rejectNotice('no topic is configured', 403)
    const envelope = envelopeSchema.safeParse(parseJson(request.raw))
    if (!envelope.success) return rejectNotice('unreadable', 400)
    const { Type, TopicArn, Message, MessageId, SubscribeURL } = envelope.data
    if (TopicArn !== topicArn) return rejectNotice('another topic', 403)
    const verdict = await sns.verify(envelope.data, signal)
    if (verdict === 'keyMissing') return rejectNotice('the signing certificate is not to be had', 503)
    if (verdict === 'forged') return rejectNotice('the signature does not fit', 401)
    if (Type === 'SubscriptionConfirmation')
      return (await sns.visit(SubscribeURL, signal))
        ? { type: 'challenge', ack: { status: 200 } }
        : rejectNotice('the subscription failed', 503)
    const notice = noticeSchema.safeParse(parseJson(Message))
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
