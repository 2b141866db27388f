/** Live credentials go to the vendor's own host and nowhere else; the sandbox's never pass for live ones; callbacks come over https. */

export const hosts = { sandbox: 'https://sandbox.safaricom.co.ke', live: 'https://api.safaricom.co.ke' } as const

/** @throws when mode, base URL and callback URL do not belong together. */
export function assertMode({
  mode,
  baseUrl,
  callbackUrl,
}: {
  readonly mode: 'sandbox' | 'live'
  readonly baseUrl: string
  readonly callbackUrl: string
}): void {
  const { origin, host } = new URL(baseUrl)
  if (mode === 'live' && origin !== hosts.live) throw new Error(`live M-Pesa credentials may only go to ${hosts.live}, not to ${host}`)
  if (mode === 'sandbox' && origin === hosts.live) throw new Error(`${host} is M-Pesa's live host; the mode is sandbox`)
  const callback = new URL(callbackUrl)
  if (callback.search || callback.hash || callback.username) throw new Error('the callback URL must have no query, fragment or credentials')
  const own = callback.hostname === '127.0.0.1' || callback.hostname === 'localhost'
  if (callback.protocol !== 'https:' && (mode === 'live' || !own)) throw new Error('the callback URL must be https')
}
