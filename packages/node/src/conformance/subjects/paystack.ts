/** Paystack against its simulator. */
import { createPaystackAdapter } from '../../payout/adapters/paystack/createPaystackAdapter.ts'
import { startPaystackSimulator } from '../../simulators/paystack/startPaystackSimulator.ts'
import type { ConformanceSubject } from '../types.ts'

const secretKey = 'sk_test_conformance0123456789'

/** The subject for the kit. */
export const paystackSubject: ConformanceSubject = {
  name: 'paystack',
  corridor: 'NGN/bank',
  secrets: [secretKey],
  startSimulator: ({ clock }) => startPaystackSimulator({ clock, secretKey }),
  createAdapter: ({ url, clock, timeoutMs, onExchange }) =>
    createPaystackAdapter({ id: 'paystack:test', baseUrl: url, secretKey, mode: 'test', timeoutMs, clock, onExchange }),
  makeRecipient(number) {
    const account = `${3_100_000_001 + number * 7}`.replace(/0000$/, '0001')
    return { recipient: { corridor: 'NGN/bank', institution: '058', account }, destination: account }
  },
  canCancel: false,
}
