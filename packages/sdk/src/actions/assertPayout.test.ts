/** A payout that the rail cannot carry is refused before anything is asked of a chain or a gateway. */
import { createPublicClient, custom, zeroAddress } from 'viem'
import { expect, test } from 'vitest'
import { parseRecipient } from '../protocol/recipient.ts'
import { assertPayout } from './assertPayout.ts'
import { getPayoutQuote } from './getPayoutQuote.ts'
import { prepareOrder } from './prepareOrder.ts'

const asked: string[] = []
const client = createPublicClient({
  transport: custom({
    request: async ({ method }) => {
      asked.push(method)
      throw new Error('nobody is asked')
    },
  }),
})
const contracts = { OrderEscrow: zeroAddress, ProviderRegistry: zeroAddress, QuorumVerifier: zeroAddress, RouteAnchor: zeroAddress }
const network = {
  chainId: 31_337,
  rpcUrl: 'http://127.0.0.1:1',
  contracts,
  token: { address: zeroAddress, symbol: 'USDC', decimals: 6 },
  gateways: [],
  epochSeconds: 5,
} as unknown as Parameters<typeof prepareOrder>[1]['network']

test('KES 10.50 by M-Pesa: whole shillings, and which ones', async () => {
  const expected = {
    code: 'INVALID_AMOUNT',
    shortMessage: 'payout 1050 is finer than KES/mpesa can pay, multiples of 100 minor units; give 1000 or 1100',
  }
  const recipient = parseRecipient('KES/mpesa:254712345678')
  const order = prepareOrder(client, { network, payer: zeroAddress, amount: 1_000_000n, recipient, payout: 1_050n })
  await expect(order).rejects.toMatchObject(expected)
  await expect(getPayoutQuote(client, { network, corridor: 'KES/mpesa', payout: 1_050n as never })).rejects.toMatchObject(expected)
  expect(asked).toEqual([])
})

test.each([
  ['KES/mpesa', 100n],
  ['KES/mpesa', 1_100n],
  ['NGN/bank', 1_050n],
  ['NGN/bank', (1n << 128n) - 1n],
] as const)('%s carries %s', (corridor, payout) => {
  expect(() => assertPayout(corridor, payout)).not.toThrow()
})

test.each([
  ['KES/mpesa', 50n, /give 100\n/],
  ['KES/mpesa', 0n, /out of range/],
  ['NGN/bank', 0n, /out of range/],
  ['NGN/bank', -1n, /out of range/],
  ['NGN/bank', 1n << 128n, /out of range/],
] as const)('%s does not carry %s', (corridor, payout, message) => {
  expect(() => assertPayout(corridor, payout)).toThrow(message)
})
