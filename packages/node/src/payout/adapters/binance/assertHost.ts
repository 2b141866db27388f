/** Binance Pay has no sandbox, and its keys do not show what they are for: they go to Binance, or to a simulator on this machine, and nowhere else. */
import { isOwnMachine } from '../../transport/isOwnMachine.ts'

const HOST = 'bpay.binanceapi.com'

/** @throws when the base URL is another host's. */
export function assertHost(baseUrl: string): void {
  const url = new URL(baseUrl)
  if (url.host !== HOST && !isOwnMachine(url))
    throw new Error(`Binance Pay keys may only go to ${HOST} or to this machine, not to ${url.host}`)
}
