/** Flutterwave v4 against its simulator. */
import { createFlutterwaveAdapter } from '../../payout/adapters/flutterwave/createFlutterwaveAdapter.ts'
import { startFlutterwaveSimulator, TOKEN_PATH, TOKEN_PREFIX } from '../../simulators/flutterwave/startFlutterwaveSimulator.ts'
import type { ConformanceSubject } from '../types.ts'

const clientId = 'conformance-client-0123456789'
const clientSecret = 'conformance-client-secret-0123456789'
const secretHash = 'conformance-secret-hash-0123456789'

/** The subject for the kit. */
export const flutterwaveSubject: ConformanceSubject = {
  name: 'flutterwave',
  corridor: 'NGN/bank',
  secrets: [clientSecret, secretHash, TOKEN_PREFIX],
  startSimulator: ({ clock }) => startFlutterwaveSimulator({ clock, clientId, clientSecret, secretHash }),
  createAdapter: ({ url, clock, timeoutMs, onExchange }) =>
    createFlutterwaveAdapter({
      id: 'flutterwave:test',
      baseUrl: url,
      tokenUrl: url + TOKEN_PATH,
      clientId,
      clientSecret,
      secretHash,
      mode: 'sandbox',
      timeoutMs,
      clock,
      onExchange,
    }),
  makeRecipient(number) {
    const account = `${3_100_000_001 + number * 7}`.replace(/0000$/, '0001')
    return { recipient: { corridor: 'NGN/bank', institution: '058', account }, destination: account }
  },
  canCancel: true,
}
