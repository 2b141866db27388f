/** Flutterwave v3 against its simulator: with the careful default, and as for an operator to whom the vendor has confirmed that an empty list is final. */
import { createFlutterwaveV3Adapter } from '../../payout/adapters/flutterwave/createFlutterwaveV3Adapter.ts'
import { startFlutterwaveV3Simulator } from '../../simulators/flutterwave/startFlutterwaveV3Simulator.ts'
import type { ConformanceSubject } from '../types.ts'

const secretKey = 'FLWSECK_TEST-conformance-0123456789-X'
const secretHash = 'conformance-secret-hash-v3-0123456789'

/** The subject for the kit. */
export const flutterwaveV3Subject = toSubject('flutterwave-v3', {})
/** The same, where "not found" is final. */
export const flutterwaveV3ConfirmedSubject = toSubject('flutterwave-v3, confirmed', { notFound: 'final' })

function toSubject(name: string, switches: { readonly notFound?: 'final' }): ConformanceSubject {
  return {
    name,
    corridor: 'NGN/bank',
    secrets: [secretKey, secretHash],
    startSimulator: ({ clock }) => startFlutterwaveV3Simulator({ clock, secretKey, secretHash }),
    createAdapter: ({ url, clock, timeoutMs, onExchange }) => {
      const id = 'flutterwave-v3:test'
      return createFlutterwaveV3Adapter({
        id,
        baseUrl: `${url}/v3`,
        secretKey,
        secretHash,
        mode: 'test',
        timeoutMs,
        clock,
        onExchange,
        ...switches,
      })
    },
    makeRecipient(number) {
      const account = `${3_100_000_001 + number * 7}`.replace(/0000$/, '0001')
      return { recipient: { corridor: 'NGN/bank', institution: '058', account }, destination: account }
    },
    canCancel: true,
  }
}
