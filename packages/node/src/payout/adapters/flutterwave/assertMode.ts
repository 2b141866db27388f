/** Live credentials go to the vendor's own hosts and nowhere else; a sandbox account never meets the live host. */

const LIVE_HOST = 'f4bexperience.flutterwave.com'
const IDP_HOST = 'idp.flutterwave.com'
const V3_HOST = 'api.flutterwave.com'

/** v4: client credentials do not show what they are for, so the hosts decide. @throws when mode and URLs do not belong together. */
export function assertMode({
  mode,
  baseUrl,
  tokenUrl,
}: {
  readonly mode: 'sandbox' | 'live'
  readonly baseUrl: string
  readonly tokenUrl: string
}): void {
  const [{ host }, { host: idp }] = [new URL(baseUrl), new URL(tokenUrl)]
  if (mode === 'sandbox' && host === LIVE_HOST) throw new Error(`${host} is Flutterwave's live host; it needs the mode live`)
  if (mode === 'live' && host !== LIVE_HOST) throw new Error(`live Flutterwave credentials may only go to ${LIVE_HOST}, not to ${host}`)
  if (mode === 'live' && idp !== IDP_HOST) throw new Error(`live Flutterwave credentials may only go to ${IDP_HOST}, not to ${idp}`)
}

/** v3: one host for both modes, so the key decides. @throws when key, mode and base URL do not belong together. The key is in no message. */
export function assertV3Mode({
  mode,
  baseUrl,
  secretKey,
}: {
  readonly mode: 'test' | 'live'
  readonly baseUrl: string
  readonly secretKey: string
}): void {
  const isTest = secretKey.startsWith('FLWSECK_TEST')
  if (!secretKey.startsWith('FLWSECK') || isTest !== (mode === 'test'))
    throw new Error(
      `the Flutterwave key is not a ${mode} key; expected one that starts with ${mode === 'test' ? 'FLWSECK_TEST' : 'FLWSECK-'}`,
    )
  const { host } = new URL(baseUrl)
  if (mode === 'live' && host !== V3_HOST)
    throw new Error(`a live Flutterwave key may only go to ${V3_HOST}, not to ${host}; use a test key there`)
}
