/** Circle Mint against its simulator: dollars to linked banks, and dollar coins to addresses. */
import { createCircleAdapter } from '../../payout/adapters/circle/createCircleAdapter.ts'
import { SIMULATED_TOPIC, startCircleSimulator } from '../../simulators/circle/startCircleSimulator.ts'
import type { ConformanceSubject } from '../types.ts'

const apiKey = 'SAND_API_KEY:conformance:0123456789'
const shared: Pick<ConformanceSubject, 'secrets' | 'startSimulator'> = {
  secrets: [apiKey],
  startSimulator: ({ clock }) => startCircleSimulator({ clock, apiKey }),
}
const open =
  (product: 'bank' | 'onchain'): ConformanceSubject['createAdapter'] =>
  ({ url, clock, timeoutMs, onExchange }) =>
    createCircleAdapter({
      id: 'circle:test',
      baseUrl: url,
      apiKey,
      mode: 'sandbox',
      product,
      topicArn: SIMULATED_TOPIC,
      timeoutMs,
      clock,
      onExchange,
    })

/** The subject for the kit: payouts to banks. */
export const circleSubject: ConformanceSubject = {
  ...shared,
  name: 'circle, banks',
  corridor: 'USD/wire',
  createAdapter: open('bank'),
  makeRecipient(number) {
    const account = `aaaaaaaa-732b-4d25-b947-${(number + 1).toString(16).padStart(11, '0')}1`
    return { recipient: { corridor: 'USD/wire', account }, destination: account }
  },
}

/** Payouts to addresses. */
export const circleOnchainSubject: ConformanceSubject = {
  ...shared,
  name: 'circle, chains',
  corridor: 'USDC/onchain',
  createAdapter: open('onchain'),
  makeAmount: (number) => 10_000n * BigInt(number + 100),
  makeRecipient(number) {
    const account = `0x${(number + 1).toString(16).padStart(40, 'a')}`
    return { recipient: { corridor: 'USDC/onchain', institution: 'BASE', account }, destination: `BASE:${account}` }
  },
}
