/** Binance Pay's request signature: HMAC-SHA512 over time, nonce and body, each ended by a line break. New for every request that leaves. */
import { createHmac, randomInt } from 'node:crypto'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The four headers. `timestamp` is unix milliseconds by the vendor's clock: it takes no request that is older than a second. */
export function signRequest(parameters: {
  readonly apiKey: string
  readonly secretKey: string
  readonly timestamp: number
  readonly body: string
  /** 32 letters; random unless given. */
  readonly nonce?: string | undefined
}): Readonly<Record<string, string>> {
  const { apiKey, secretKey, timestamp, body, nonce = makeNonce() } = parameters
  return {
    'BinancePay-Timestamp': String(timestamp),
    'BinancePay-Nonce': nonce,
    'BinancePay-Certificate-SN': apiKey,
    'BinancePay-Signature': createHmac('sha512', secretKey)
      .update(toSignedText(timestamp, nonce, body))
      .digest('hex')
      .toUpperCase(),
  }
}

/** What is signed, in requests and in notices. */
export const toSignedText = (timestamp: number | string, nonce: string, body: string) => `${timestamp}\n${nonce}\n${body}\n`

const makeNonce = () => Array.from({ length: 32 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('')
