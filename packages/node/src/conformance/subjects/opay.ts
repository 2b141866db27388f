/** OPay against its simulator: with the careful defaults, and with the switches of an operator to whom OPay has confirmed its codes. */
import { createOpayAdapter } from '../../payout/adapters/opay/createOpayAdapter.ts'
import { startOpaySimulator } from '../../simulators/opay/startOpaySimulator.ts'
import type { ConformanceSubject } from '../types.ts'

const merchantId = '256621051120756'
const publicKey = 'OPAYPUB-conformance-0123456789'
const secretKey = 'OPAYPRV-conformance-0123456789'

/** The subject for the kit. */
export const opaySubject = toSubject('opay', {})
/** The same, where "not found" is final and a repeat is refused. */
export const opayConfirmedSubject = toSubject('opay, confirmed', { notFound: 'final', repeat: 'refused' })

function toSubject(name: string, switches: { readonly notFound?: 'final'; readonly repeat?: 'refused' }): ConformanceSubject {
  return {
    name,
    corridor: 'NGN/bank',
    secrets: [publicKey, secretKey],
    startSimulator: ({ clock }) => startOpaySimulator({ clock, merchantId, publicKey, secretKey }),
    createAdapter: ({ url, clock, timeoutMs, onExchange }) =>
      createOpayAdapter({
        id: 'opay:test',
        baseUrl: url,
        merchantId,
        publicKey,
        secretKey,
        mode: 'sandbox',
        timeoutMs,
        clock,
        onExchange,
        ...switches,
      }),
    makeRecipient(number) {
      const account = `${3_100_000_001 + number * 7}`.replace(/0000$/, '0001')
      return { recipient: { corridor: 'NGN/bank', institution: '058', account }, destination: account }
    },
    canCancel: true,
  }
}
