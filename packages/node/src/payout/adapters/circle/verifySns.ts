/** AWS SNS signatures: RSA over named fields, by a certificate that AWS serves. Only AWS's own hosts are ever asked for one. */
import { createPublicKey, type KeyObject, verify, X509Certificate } from 'node:crypto'
import type { Clock } from '../../../runtime/clock.ts'
import { createTransport } from '../../transport/createTransport.ts'
import type { SnsEnvelope } from './schemas.ts'

/** `keyMissing`: the certificate could not be had now; the notice may be genuine. */
export type SnsVerdict = 'genuine' | 'forged' | 'keyMissing'
export type SnsVerifier = {
  verify(envelope: SnsEnvelope, signal: AbortSignal): Promise<SnsVerdict>
  /** Follows a subscription's link, if it leads to AWS. */
  visit(url: string | undefined, signal: AbortSignal): Promise<boolean>
}

const MOST_KEYS = 8

/** Creates a verifier. A simulator on this machine signs with a key of its own, served from the same origin. */
export function createSnsVerifier(options: { readonly baseUrl: string; readonly clock: Clock; readonly timeoutMs: number }): SnsVerifier {
  const { baseUrl, clock, timeoutMs } = options
  const keys = new Map<string, KeyObject>()
  const toTrusted = (text: string | undefined) => {
    const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined
    if (!url || url.username || url.password || url.hash) return undefined
    const isAws = url.protocol === 'https:' && url.port === '' && /^sns\.[a-z]{2}(-[a-z]+){1,2}-\d\.amazonaws\.com$/.test(url.hostname)
    const isSimulated = new URL(baseUrl).hostname === '127.0.0.1' && url.origin === new URL(baseUrl).origin
    return isAws || isSimulated ? url : undefined
  }
  const fetchText = async (url: URL, signal: AbortSignal) => {
    const transport = createTransport({ baseUrl: url.origin, clock, timeoutMs, secrets: [], maxBytes: 16_384 })
    const answer = await transport.send({ method: 'GET', path: url.pathname + url.search, route: '/sns', signal })
    return answer.type === 'answered' && answer.status === 200 ? answer.text : undefined
  }
  const findKey = async (url: URL, signal: AbortSignal) => {
    const known = keys.get(url.href)
    if (known) return known
    const text = await fetchText(url, signal)
    const key = text === undefined ? undefined : toKey(text, clock.now())
    if (key && keys.size < MOST_KEYS) keys.set(url.href, key)
    return key
  }
  return {
    async verify(envelope, signal) {
      const url = toTrusted(envelope.SigningCertURL)
      if (!url?.pathname.endsWith('.pem') || url.search) return 'forged'
      const key = await findKey(url, signal)
      if (!key) return 'keyMissing'
      const digest = envelope.SignatureVersion === '1' ? 'sha1' : 'sha256'
      const bytes = Buffer.from(toSignedText(envelope))
      return verify(digest, bytes, key, Buffer.from(envelope.Signature, 'base64')) ? 'genuine' : 'forged'
    },
    async visit(text, signal) {
      const url = toTrusted(text)
      return url !== undefined && (await fetchText(url, signal)) !== undefined
    },
  }
}

/** The fields of a type, each as name and value on lines of their own. Exported for simulators, which sign the same. */
export function toSignedText(envelope: Omit<SnsEnvelope, 'Signature' | 'SignatureVersion' | 'SigningCertURL'>): string {
  const names =
    envelope.Type === 'Notification'
      ? (['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const)
      : (['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const)
  return names
    .flatMap((name) => ((envelope as Partial<SnsEnvelope>)[name] == null ? [] : [`${name}\n${(envelope as SnsEnvelope)[name]}\n`]))
    .join('')
}

/** A certificate's key while it is valid, or a bare public key; undefined when the text is neither. */
function toKey(text: string, now: number): KeyObject | undefined {
  try {
    if (!text.includes('BEGIN CERTIFICATE')) return createPublicKey(text)
    const certificate = new X509Certificate(text)
    return Date.parse(certificate.validFrom) <= now && now < Date.parse(certificate.validTo) ? certificate.publicKey : undefined
  } catch {
    return undefined
  }
}
