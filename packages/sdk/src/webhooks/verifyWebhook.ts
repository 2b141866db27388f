/** Checks that a webhook delivery comes from the gateway that shares the secret, is fresh, and is an event. */
import * as z from 'zod/mini'
import { WebhookInvalidError } from '../errors/webhook.ts'

const schema = z.looseObject({
  id: z.string().check(z.minLength(1), z.maxLength(200)),
  type: z.string().check(z.regex(/^[a-z]+\.[a-zA-Z_]+$/)),
  createdAt: z.union([z.string(), z.number()]),
  data: z.looseObject({ order: z.looseObject({}) }),
})

/** An event as the gateway sent it. Deliveries repeat: act once per `id`. */
export type WebhookEvent = {
  readonly id: string
  /** Like `order.settled`. */
  readonly type: string
  readonly createdAt: string | number
  /** The order as `GET /v1/orders/:id` gives it; amounts are decimal strings of minor units. */
  readonly data: { readonly order: Readonly<Record<string, unknown>> }
}

export type VerifyWebhookParameters = {
  /** The body as received, before any parsing: one changed byte breaks the signature. */
  readonly payload: string | Uint8Array
  /** `Paynode-Signature`: `t=<unix seconds>,v1=<hex>`, more than one `v1` while a secret is being changed. */
  readonly header: string | null | undefined
  /** The secret that was shown once when the webhook was made. */
  readonly secret: string
  /** Seconds that the signature may be old, or ahead; 300 when left out. */
  readonly toleranceSeconds?: number | undefined
  /** Unix seconds; the machine's clock when left out. */
  readonly now?: number | undefined
}

/**
 * The event of a genuine delivery.
 * @throws WebhookInvalidError when it is forged, stale or malformed; nothing in it may be believed then.
 * @example
 * const event = await verifyWebhook({ payload: await request.text(), header: request.headers.get('paynode-signature'), secret })
 * if (event.type === 'order.settled') console.log(event.data.order.id)
 */
export async function verifyWebhook(parameters: VerifyWebhookParameters): Promise<WebhookEvent> {
  const { payload, header, secret, toleranceSeconds = 300, now = Math.floor(Date.now() / 1_000) } = parameters
  const { time, signatures } = parseHeader(header)
  const body = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload
  if (!(await isSigned({ time, body, secret, signatures }))) throw new WebhookInvalidError({ reason: 'wrongSignature' })
  if (Math.abs(now - time) > toleranceSeconds) throw new WebhookInvalidError({ reason: 'stale' })
  return parseEvent(body)
}

function parseHeader(header: string | null | undefined): { readonly time: number; readonly signatures: readonly string[] } {
  const parts = (header ?? '').slice(0, 2_000).split(',')
  const times = parts.flatMap((part) => /^\s*t=(\d{1,12})\s*$/.exec(part)?.[1] ?? [])
  const signatures = parts.flatMap((part) => /^\s*v1=([0-9a-f]{64})\s*$/.exec(part)?.[1] ?? [])
  if (times.length !== 1 || signatures.length === 0) throw new WebhookInvalidError({ reason: 'malformedHeader' })
  return { time: Number(times[0]), signatures }
}

async function isSigned({
  time,
  body,
  secret,
  signatures,
}: {
  readonly time: number
  readonly body: Uint8Array
  readonly secret: string
  readonly signatures: readonly string[]
}): Promise<boolean> {
  const encoder = new TextEncoder()
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
  const head = encoder.encode(`${time}.`)
  const signed = new Uint8Array(head.length + body.length)
  signed.set(head)
  signed.set(body, head.length)
  // WebCrypto compares in constant time; all are tried, so that the number of tries tells nothing either.
  const matches = await Promise.all(signatures.map((hex) => crypto.subtle.verify('HMAC', key, fromHex(hex), signed)))
  return matches.includes(true)
}

function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

function parseEvent(body: Uint8Array): WebhookEvent {
  try {
    return schema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)))
  } catch (cause) {
    throw new WebhookInvalidError({ reason: 'malformedBody', cause })
  }
}
