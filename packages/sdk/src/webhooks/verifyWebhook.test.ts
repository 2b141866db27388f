/** Webhooks: genuine ones pass; every forged, stale or bent one is refused, with signatures made by another implementation. */
import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifyWebhook } from './verifyWebhook.ts'

const secret = 'whsec_0123456789'
const now = 1_700_000_000
const event = { id: 'evt_1', type: 'order.settled', createdAt: '2023-11-14T22:13:20Z', data: { order: { id: '0x01', payout: '5' } } }
const payload = JSON.stringify(event)
const sign = (body: string, time: number | string = now, key = secret) => createHmac('sha256', key).update(`${time}.${body}`).digest('hex')
const toHeader = (body: string, time: number | string = now, key = secret) => `t=${time},v1=${sign(body, time, key)}`

test('a genuine delivery gives its event, from text or bytes', async () => {
  const header = toHeader(payload)
  expect(await verifyWebhook({ payload, header, secret, now })).toEqual(event)
  expect(await verifyWebhook({ payload: new TextEncoder().encode(payload), header, secret, now: now + 300 })).toEqual(event)
})

test('while a secret is being changed one of two signatures suffices', async () => {
  const header = `t=${now},v1=${sign(payload, now, 'old')},v1=${sign(payload)}`
  expect(await verifyWebhook({ payload, header, secret, now })).toEqual(event)
})

test.each([
  ['another secret', { header: toHeader(payload, now, 'other') }, 'wrongSignature'],
  ['another body', { payload: payload.replace('"5"', '"6"') }, 'wrongSignature'],
  ['another time than the signed one', { header: toHeader(payload).replace(`t=${now}`, `t=${now + 1}`) }, 'wrongSignature'],
  ['too old', { now: now + 301 }, 'stale'],
  ['from the future', { now: now - 301 }, 'stale'],
  ['no header', { header: null }, 'malformedHeader'],
  ['an empty header', { header: '' }, 'malformedHeader'],
  ['no signature', { header: `t=${now}` }, 'malformedHeader'],
  ['two times', { header: `t=${now},${toHeader(payload)}` }, 'malformedHeader'],
  ['another scheme', { header: toHeader(payload).replace('v1', 'v0') }, 'malformedHeader'],
  ['no JSON', { payload: 'x', header: toHeader('x') }, 'malformedBody'],
  ['no event', { payload: '{}', header: toHeader('{}') }, 'malformedBody'],
])('refused: %s', async (_, change, reason) => {
  const parameters = { payload, header: toHeader(payload), secret, now, ...change }
  await expect(verifyWebhook(parameters)).rejects.toMatchObject({ code: 'WEBHOOK_INVALID', reason })
})

test('no header that was not signed with the secret passes', async () => {
  const headers = fc.oneof(
    fc.string(),
    fc
      .array(fc.constantFrom('t=', 'v1=', `${now}`, ',', 'ab'.repeat(32), sign(payload, now, 'x')), { maxLength: 8 })
      .map((parts) => parts.join('')),
  )
  await fc.assert(
    fc.asyncProperty(headers, async (header) => {
      await expect(verifyWebhook({ payload, header, secret, now })).rejects.toMatchObject({ code: 'WEBHOOK_INVALID' })
    }),
  )
})
