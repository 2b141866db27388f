/** Webhooks over HTTP: a signed one makes the daemon ask, a success that is taken back is flagged, everything else changes nothing. */
import { createHmac } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { noMetrics } from '../runtime/metrics.ts'
import { listAlerts } from '../store/alerts.ts'
import { getPayout } from '../store/payouts.ts'
import { readWebhook } from './adapters/paystack/readWebhook.ts'
import { makeOrder, openDaemon, openPsp, quiet, toReference } from './payout.fixture.ts'
import type { PspAdapter, QueryResult } from './psp.ts'
import { startWebhookServer } from './startWebhookServer.ts'

const secret = 'sk_test_webhook'
const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function open() {
  const psp = await openPsp()
  let answer: QueryResult | undefined
  let adapter: PspAdapter | undefined
  const daemon = openDaemon({
    url: psp.url,
    wrap: (inner) => {
      const query: PspAdapter['query'] = async (target, signal) => answer ?? inner.query(target, signal)
      adapter = { ...inner, query, webhook: async (request) => readWebhook(secret, request) }
      return adapter
    },
  })
  const { store, deps } = daemon
  const server = await startWebhookServer(
    { ...deps, store, metrics: noMetrics, logger: quiet, adaptersFor: (name) => (name === 'NGN/bank' && adapter ? [adapter] : []) },
    { host: '127.0.0.1', port: 0, signal: new AbortController().signal },
  )
  closers.push(psp.close, daemon.close, server.close)
  daemon.start()
  const send = (body: string, key = secret, path = '/psp/NGN/bank/x?y=1') =>
    fetch(server.url + path, {
      method: 'POST',
      body,
      headers: { 'x-paystack-signature': createHmac('sha512', key).update(body).digest('hex') },
    })
  const setAnswer = (next: QueryResult) => {
    answer = next
  }
  return { daemon, send, setAnswer }
}

test('a return after a success is confirmed by a query and flagged; a forged one is refused', async () => {
  const { daemon, send, setAnswer } = await open()
  const made = makeOrder()
  daemon.claim(made)
  await expect.poll(() => daemon.record(made.id)?.state, { interval: 10, timeout: 10_000 }).toBe('paid')
  const reference = toReference(made.id)
  const toBody = (code: string) =>
    JSON.stringify({ event: 'transfer.reversed', data: { reference, transfer_code: code, status: 'reversed' } })
  const body = toBody('TRF_1')

  expect((await send(body, 'wrong')).status).toBe(401)
  expect((await send(body)).status).toBe(200) // the PSP itself still says it succeeded
  expect(getPayout(daemon.store, made.id)?.state).toBe('SUCCEEDED')

  setAnswer({ type: 'unknown', evidence: { at: 1 } })
  expect((await send(body)).status).toBe(200) // the same notice a moment later is no reason to ask
  const next = toBody('TRF_2')
  expect((await send(next)).status).toBe(503) // so that it comes again

  setAnswer({ type: 'found', status: 'RETURNED', amount: { value: 1_000n, currency: 'NGN' }, evidence: { at: 1 } })
  expect((await send(next)).status).toBe(200)
  expect(getPayout(daemon.store, made.id)?.state).toBe('RETURNED')
  expect(daemon.record(made.id)?.state).toBe('flagged')
  expect((await send(body)).status).toBe(200)
})

test('unknown paths, strangers and floods change nothing', async () => {
  const { send } = await open()
  const body = JSON.stringify({ event: 'transfer.success', data: { reference: 'pnstranger', status: 'success' } })
  expect((await send(body, secret, '/psp/KES/mpesa')).status).toBe(404)
  expect((await send(body)).status).toBe(200)
  expect((await send('x'.repeat(300_000))).status).toBe(413)
})

test('a failed payout that is said to have succeeded after all is asked about and becomes a person’s', async () => {
  const { daemon, send, setAnswer } = await open()
  setAnswer({ type: 'found', status: 'FAILED', amount: { value: 1_000n, currency: 'NGN' }, evidence: { at: 1 } })
  const made = makeOrder()
  daemon.claim(made)
  await expect.poll(() => getPayout(daemon.store, made.id)?.state, { interval: 10, timeout: 10_000 }).toBe('FAILED')
  const reference = toReference(made.id)
  const body = JSON.stringify({ event: 'transfer.success', data: { reference, transfer_code: 'TRF_9', status: 'success' } })
  setAnswer({ type: 'unknown', evidence: { at: 1 } })
  expect((await send(body)).status).toBe(503)
  expect(listAlerts(daemon.store)).toEqual([])
  setAnswer({ type: 'found', status: 'SUCCEEDED', amount: { value: 1_000n, currency: 'NGN' }, evidence: { at: 1 } })
  expect((await send(body)).status).toBe(200)
  expect(listAlerts(daemon.store)).toMatchObject([{ subject: made.id, kind: 'lateSuccess' }])
})
