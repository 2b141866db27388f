/** Live keys go to the vendor's own host and nowhere else; sandbox keys never pass for live ones. */

const LIVE_HOST = 'api.circle.com'

/** @throws when key, mode and base URL do not belong together. Older keys say nothing about their mode; the host does. No key is in a message. */
export function assertMode({
  apiKey,
  mode,
  baseUrl,
}: {
  readonly apiKey: string
  readonly mode: 'sandbox' | 'live'
  readonly baseUrl: string
}): void {
  const { host } = new URL(baseUrl)
  if (mode === 'live' && host !== LIVE_HOST)
    throw new Error(`a live Circle key may only go to ${LIVE_HOST}, not to ${host}; use a sandbox key there`)
  if (mode === 'sandbox' && host === LIVE_HOST) throw new Error(`${LIVE_HOST} is Circle's live host; set mode to live`)
  if ((mode === 'live' ? /^(SAND|TEST)_/ : /^LIVE_/).test(apiKey)) throw new Error(`the Circle key is not a ${mode} key`)
}
