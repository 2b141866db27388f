/** Whether a URL may be a webhook, as far as its text tells. What its name resolves to is checked at every connection. */
import { isIP } from 'node:net'
import { isPublicAddress } from './isPublicAddress.ts'

/** `allow` is for local networks: plain HTTP and private addresses. */
export type PrivateTargets = 'refuse' | 'allow'

/** What is wrong with it, for whoever sent it; undefined when nothing is. */
export function checkUrl(text: string, targets: PrivateTargets): string | undefined {
  if (!URL.canParse(text) || text.length > 2_048) return 'must be a URL of at most 2048 characters'
  const { protocol, username, password, hostname } = new URL(text)
  if (username !== '' || password !== '') return 'must not carry a name or password; deliveries are signed instead'
  if (targets === 'allow') return protocol === 'https:' || protocol === 'http:' ? undefined : 'must start with https:// or http://'
  if (protocol !== 'https:') return 'must start with https://'
  const host = hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) > 0 ? !isPublicAddress(host) : !host.includes('.') || /\.(local|localhost|internal|home\.arpa)\.?$/i.test(host))
    return 'must be reachable on the public internet'
  return undefined
}
