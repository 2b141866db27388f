import { afterEach, expect, test, vi } from 'vitest'
import { pspSchema } from '../config/psp/schema.ts'
import { systemClock } from '../runtime/clock.ts'
import { openAdapter } from './openAdapter.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})
const secret = { env: 'PAYNODE_TEST_SECRET' }
const open = async (config: object, value = 'a-secret') => {
  vi.stubEnv('PAYNODE_TEST_SECRET', value)
  return openAdapter(pspSchema.parse(config), { id: 'x', clock: systemClock, onExchange() {} })
}
const flutterwave = { vendor: 'flutterwave', mode: 'sandbox', clientId: 'client', clientSecret: secret, secretHash: secret }
const v3 = { vendor: 'flutterwave-v3', mode: 'test', secretKey: secret, secretHash: secret }
const opay = {
  vendor: 'opay',
  mode: 'sandbox',
  baseUrl: 'https://sandbox.example.com/api/v3',
  merchantId: '256621051120756',
  publicKey: secret,
  secretKey: secret,
}
const circle = { vendor: 'circle', mode: 'sandbox', baseUrl: 'https://api-sandbox.circle.com', apiKey: secret, product: 'bank' }
const binance = { vendor: 'binance', apiKey: secret, secretKey: secret }

test('the smallest configuration of each vendor has the careful defaults', async () => {
  expect((await open(flutterwave)).capabilities).toMatchObject({ repeat: 'replay', queryBy: 'pspId', notFoundAuthoritative: false })
  expect((await open({ ...flutterwave, mode: 'live' })).vendor).toBe('flutterwave')
  expect((await open(v3, 'FLWSECK_TEST-1-X')).capabilities).toMatchObject({ repeat: 'refused', notFoundAuthoritative: false })
  expect((await open(opay)).capabilities).toMatchObject({ repeat: 'unsafe', notFoundAuthoritative: false, webhook: 'none' })
  expect((await open(circle)).capabilities).toMatchObject({
    repeat: 'replay',
    queryBy: 'pspId',
    notFoundAuthoritative: false,
    currencies: ['USD', 'EUR'],
  })
  expect((await open(binance)).capabilities).toMatchObject({ repeat: 'unsafe', queryBy: 'reference', notFoundAuthoritative: false })
})

test('the switches reach the adapter', async () => {
  expect((await open({ ...flutterwave, replay: 'off' })).capabilities.repeat).toBe('unsafe')
  expect((await open({ ...v3, notFound: 'final' }, 'FLWSECK_TEST-1-X')).capabilities.notFoundAuthoritative).toBe(true)
  expect((await open({ ...opay, notFound: 'final', repeat: 'refused' })).capabilities).toMatchObject({
    repeat: 'refused',
    notFoundAuthoritative: true,
  })
  expect((await open({ ...circle, product: 'onchain' })).capabilities.currencies).toEqual(['USDC', 'EURC'])
  expect((await open({ ...binance, notFound: 'final', notFoundCodes: ['1'], repeat: 'refused' })).capabilities).toMatchObject({
    repeat: 'refused',
    notFoundAuthoritative: true,
  })
})

test.each([
  ['a secret in the configuration', { ...opay, secretKey: 'OPAYPRV-1' }, undefined],
  ['an unknown word', { ...opay, colour: 'red' }, undefined],
  ['a scenario in live mode', { ...flutterwave, mode: 'live', scenario: 'scenario:successful' }, 'a scenario is for the sandbox alone'],
  ['a live key in test mode', v3, 'not a test key'],
  ['the live host in sandbox mode', { ...circle, baseUrl: 'https://api.circle.com' }, 'live host'],
  ['an IBAN with spaces', { ...circle, linkedBanks: { 'DE89 3704': 'b8627ae8-732b-4d25-b947-1df8f4007a29' } }, undefined],
  ['nobody to pay', { ...binance, receiveTypes: [] }, undefined],
  ['no host', { ...opay, baseUrl: undefined }, undefined],
])('refuses %s', async (_name, config, message) => {
  await expect(open(config)).rejects.toThrow(message)
})
