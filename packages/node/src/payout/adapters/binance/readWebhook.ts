/** Reads a Binance Pay webhook: RSA over time, nonce and body, by the key of the serial that the vendor lists. */

import { verify } from 'node:crypto'
import { parseJson } from '../../../runtime/parseJson.ts'
import type { PspAdapter } from '../../psp.ts'
import { checkNotice, rejectNotice } from '../../rails/checkNotice.ts'
import type { Certificates } from './createCertificates.ts'
import { eventDataSchema, eventSchema } from './schemas.ts'

/** What the vendor wants to hear; else it comes again, up to six times. */
const TAKEN = { status: 200, body: '{"returnCode":"SUCCESS","returnMessage":null}' } as const

/** Creates the reader. A notice says whom to ask about, never what happened. */
export function createWebhookReader({ find }: Certificates): PspAdapter['webhook'] {
  return async (request, signal) => {
    const fault = checkNotice(request)
    if (fault) return fault
    const { headers, raw } = request
    const { 'binancepay-timestamp': time, 'binancepay-nonce': nonce, 'binancepay-certificate-sn': serial } = headers
    const signature = headers['binancepay-signature']
    if (!time || !nonce || !serial || !signature) return rejectNotice('not signed', 401)
    const key = await find(serial, signal)
    if (key === 'keyMissing') return rejectNotice('the certificates are not to be had', 503)
    if (key === 'unknown') return rejectNotice('signed by a certificate that is not listed', 401)
    const text = Buffer.concat([Buffer.from(`${time}\n${nonce}\n`), raw, Buffer.from('\n')])
    if (!verify('sha256', text, key, Buffer.from(signature, 'base64'))) return rejectNotice('the signature does not fit', 401)
    const parsed = eventSchema.safeParse(parseJson(raw))
    if (!parsed.success) return rejectNotice('unreadable', 400)
    const { bizType, bizIdStr, bizStatus } = parsed.data
    const data = eventDataSchema.safeParse(parseJson(parsed.data.data))
    const reference = data.data?.requestId
    if (!bizType.startsWith('PAYOUT') || !reference) return { type: 'challenge', ack: TAKEN }
    return { type: 'event', dedupeKey: [bizType, bizIdStr, bizStatus].join(':'), reference, ack: TAKEN }
  }
}
