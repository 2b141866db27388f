/** Live keys go to the vendor's own host and nowhere else; test keys never pass for live ones. */

const LIVE_HOST = 'api.paystack.co'

/** @throws when key, mode and base URL do not belong together. The key is in no message. */
export function assertMode({
  secretKey,
  mode,
  baseUrl,
}: {
  readonly secretKey: string
  readonly mode: 'test' | 'live'
  readonly baseUrl: string
}): void {
  const prefix = mode === 'live' ? 'sk_live_' : 'sk_test_'
  if (!secretKey.startsWith(prefix)) throw new Error(`the Paystack key is not a ${mode} key; expected one that starts with ${prefix}`)
  const { host } = new URL(baseUrl)
  if (mode === 'live' && host !== LIVE_HOST)
    throw new Error(`a live Paystack key may only go to ${LIVE_HOST}, not to ${host}; use a test key there`)
}
