/** M-Pesa against its simulator: with the careful defaults, and with the switches of an operator to whom the vendor has confirmed its codes. */
import { generateKeyPairSync } from 'node:crypto'
import { createMpesaAdapter, type MpesaOptions } from '../../payout/adapters/mpesa/createMpesaAdapter.ts'
import { startMpesaSimulator, TOKEN_PREFIX, UNKNOWN_CODE } from '../../simulators/mpesa/startMpesaSimulator.ts'
import type { ConformanceSubject } from '../types.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const account = {
  consumerKey: 'conformance-consumer-key-0123456789',
  consumerSecret: 'conformance-consumer-secret-0123456789',
  shortcode: '600987',
  initiatorName: 'paynode',
  initiatorPassword: 'Conformance#0123456789',
}
const callbackSecret = 'conformance-callback-secret-0123456789'

/** The subject for the kit. */
export const mpesaSubject = toSubject('mpesa', {})
/** The same, where the vendor's words count for as much as they can. */
export const mpesaConfirmedSubject = toSubject('mpesa, confirmed', {
  notFoundCodes: [UNKNOWN_CODE],
  notFound: 'final',
  failedResult: 'final',
  repeat: 'refused',
})

function toSubject(name: string, switches: Partial<MpesaOptions>): ConformanceSubject {
  return {
    name,
    corridor: 'KES/mpesa',
    secrets: [account.consumerKey, account.consumerSecret, account.initiatorPassword, callbackSecret, TOKEN_PREFIX],
    startSimulator: ({ clock }) => startMpesaSimulator({ ...account, clock, privateKey, loseEvery: 5 }),
    createAdapter: ({ url, webhookUrl, clock, timeoutMs, onExchange }) =>
      createMpesaAdapter({
        ...account,
        ...switches,
        id: 'mpesa:test',
        baseUrl: url,
        mode: 'sandbox',
        certificate: publicKey,
        callbackUrl: webhookUrl,
        callbackSecret,
        timeoutMs,
        clock,
        onExchange,
      }),
    makeRecipient(number) {
      const phone = `${254_700_000_001 + number * 7}`
      return { recipient: { corridor: 'KES/mpesa', account: phone }, destination: phone }
    },
    makeAmount: (number) => 100n * (1_000n + BigInt(number)),
    canCancel: true,
  }
}
