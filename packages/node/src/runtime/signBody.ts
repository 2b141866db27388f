/** Signs what this daemon posts, so that its receiver can tell it from a forged or an old one. */
import { createHmac } from 'node:crypto'

/** The value of `Paynode-Signature`: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">`. */
export function signBody({ body, secret, time }: { readonly body: string; readonly secret: string; readonly time: number }): string {
  return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`
}
