/** How OPay's cashier API authenticates a body: keys sorted at every level, then HMAC-SHA512 over exactly the bytes that are sent. */
import { createHmac } from 'node:crypto'

type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [name: string]: Json }

/** JSON with sorted keys and without blanks. */
export function toSortedJson(value: Json): string {
  return JSON.stringify(toSorted(value))
}

/** Lower-case hex of HMAC-SHA512 over a body. */
export function signBody(secretKey: string, body: string): string {
  return createHmac('sha512', secretKey).update(body).digest('hex')
}

function toSorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(toSorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
  return Object.fromEntries(entries.map(([name, item]) => [name, toSorted(item as Json)]))
}
