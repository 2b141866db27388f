/** The public keys with which Binance Pay signs notices, by serial number; asked for when a serial is new, and not more than once a minute. */
import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Clock } from '../../../runtime/clock.ts'

/** `keyMissing`: could not be had now. */
export type Certificates = { find(serial: string, signal: AbortSignal): Promise<KeyObject | 'unknown' | 'keyMissing'> }

const PAUSE_MS = 60_000

/** `fetchKeys` asks the vendor: PEM by serial; undefined when it did not answer. */
export function createCertificates(deps: {
  readonly clock: Clock
  fetchKeys(signal: AbortSignal): Promise<ReadonlyMap<string, string> | undefined>
}): Certificates {
  const { clock, fetchKeys } = deps
  let keys = new Map<string, KeyObject>()
  let askedAt: number | undefined
  return {
    async find(serial, signal) {
      const known = keys.get(serial)
      if (known) return known
      if (askedAt !== undefined && clock.now() - askedAt < PAUSE_MS) return 'unknown'
      const listed = await fetchKeys(signal)
      if (!listed) return 'keyMissing'
      askedAt = clock.now()
      keys = new Map([...listed].flatMap(([name, pem]) => toKey(name, pem)))
      return keys.get(serial) ?? 'unknown'
    },
  }
}

/** The vendor gives a PEM, or its base64 alone. */
function toKey(serial: string, text: string): [string, KeyObject][] {
  const pem = text.includes('BEGIN') ? text : `-----BEGIN PUBLIC KEY-----\n${text.replace(/\s/g, '')}\n-----END PUBLIC KEY-----\n`
  try {
    return [[serial, createPublicKey(pem)]]
  } catch {
    return []
  }
}
