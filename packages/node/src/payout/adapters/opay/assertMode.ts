/** OPay's keys do not show what they are for, so the host decides: live keys never go to a sandbox or to this machine, sandbox keys never to the live host. */
import { isOwnMachine } from '../../transport/isOwnMachine.ts'

const LIVE_HOST = 'cashierapi.opayweb.com'

/** @throws when mode and base URL do not belong together. Merchants with a host of their own name it in the configuration. */
export function assertMode({ mode, baseUrl }: { readonly mode: 'sandbox' | 'live'; readonly baseUrl: string }): void {
  const url = new URL(baseUrl)
  const { host } = url
  if (mode === 'sandbox' && host === LIVE_HOST) throw new Error(`${host} is OPay's live host; it needs the mode live`)
  if (mode === 'live' && (isOwnMachine(url) || /sandbox|test/i.test(host)))
    throw new Error(`live OPay keys may not go to ${host}; use the sandbox's keys there`)
}
