/** Binance Pay against its simulator: with the careful defaults, and with the switches of an operator to whom Binance has confirmed its codes. */
import { createBinanceAdapter } from '../../payout/adapters/binance/createBinanceAdapter.ts'
import { simulatedCodes } from '../../simulators/binance/shapes.ts'
import { startBinanceSimulator } from '../../simulators/binance/startBinanceSimulator.ts'
import type { ConformanceSubject } from '../types.ts'

const apiKey = 'conformance-certificate-0123456789'
const secretKey = 'conformance-secret-0123456789'

/** The subject for the kit. */
export const binanceSubject = toSubject('binance', 'BINANCE_ID', {})
/** The same to e-mail addresses, where "not found" is final and a repeat is refused. */
export const binanceConfirmedSubject = toSubject('binance, confirmed', 'EMAIL', {
  receiveTypes: ['EMAIL'],
  repeat: 'refused',
  notFound: 'final',
  notFoundCodes: [simulatedCodes.notFound],
  duplicateCodes: [simulatedCodes.duplicate],
  definitiveCodes: { [simulatedCodes.poor]: 'insufficient_funds' },
})

function toSubject(
  name: string,
  institution: 'BINANCE_ID' | 'EMAIL',
  switches: Partial<Parameters<typeof createBinanceAdapter>[0]>,
): ConformanceSubject {
  return {
    name,
    corridor: 'USDT/binance',
    secrets: [apiKey, secretKey],
    startSimulator: ({ clock }) => startBinanceSimulator({ clock, apiKey, secretKey }),
    createAdapter: ({ url, clock, timeoutMs, onExchange }) =>
      createBinanceAdapter({ id: 'binance:test', baseUrl: url, apiKey, secretKey, timeoutMs, clock, onExchange, ...switches }),
    makeAmount: (number) => 1_234_567n + BigInt(number) * 1_001n,
    makeRecipient(number) {
      const user = `${41_000_001 + number * 7}`.replace(/0000$/, '0001')
      const account = institution === 'EMAIL' ? `user${user}@example.com` : user
      return { recipient: { corridor: 'USDT/binance', institution, account }, destination: account }
    },
    canCancel: true,
  }
}
