/** Recipient details, well sealed or clumsily sent in clear, leave no trace in logs, answers or metrics. */
import { toJson } from '@paynode/sdk/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ACCOUNT, createOrder, createWorld as createRecipientWorld, salted } from '../recipients/recipients.fixture.ts'
import { at, createRecord, createWorld } from './api.fixture.ts'
import type { Api } from './startApi.ts'

let gateway: ReturnType<typeof createWorld>
let providers: Awaited<ReturnType<typeof createRecipientWorld>>
let api: Api
beforeEach(async () => {
  gateway = createWorld()
  providers = await createRecipientWorld(['own', 'other'])
  gateway.entries = [...providers.entries.values()]
  gateway.intake = (parameters) => providers.nodes[0]!.recipients.intake(parameters)
  api = await gateway.start()
})
afterEach(async () => {
  await api.close()
  await providers.close()
})

const secrets = [ACCOUNT, 'Ada Obi', salted.salt.slice(2)]

test('nothing of a recipient is told', async () => {
  const order = createOrder()
  gateway.records = [createRecord({ reason: `bank refused ${ACCOUNT}` })]
  gateway.emit(order.id, { type: 'payoutFailed', data: { reason: `bank refused ${ACCOUNT}`, recipient: salted.recipient } })
  const good = {
    orderId: order.id,
    order: toJson(order.order),
    envelopes: [await providers.seal(0, order.id), await providers.seal(1, order.id)],
  }
  const wrong = { ...good, envelopes: [await providers.seal(0, order.id, { ...salted, salt: `0x${'00'.repeat(32)}` })] }
  const bodies = [
    JSON.stringify(good),
    JSON.stringify(wrong),
    JSON.stringify({ ...good, recipient: salted }),
    JSON.stringify({ ...good, envelopes: [{ provider: at('1'), sealed: salted }] }),
    JSON.stringify({ ...good, [`Ada Obi ${ACCOUNT}`]: 1 }),
    `{"account": "${ACCOUNT}", "salt": ${salted.salt}`,
  ]
  const answers: string[] = []
  const statuses: number[] = []
  for (const body of bodies) {
    const response = await fetch(`${api.url}/v1/recipients`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
    statuses.push(response.status)
    answers.push(await response.text())
  }
  expect(statuses).toEqual([202, 422, 400, 400, 400, 400])
  const paths = [`/v1/orders/${ACCOUNT}`, `/v1/orders?payer=${ACCOUNT}`, `/v1/${ACCOUNT}`, `/v1/quotes?corridor=NGN/bank:058:${ACCOUNT}`]
  for (const path of [...paths, '/v1/orders', `/v1/orders/${order.id}`, `/v1/orders/${order.id}/events`, '/v1/events', '/v1/status']) {
    answers.push(await (await fetch(api.url + path)).text())
  }
  expect((await providers.nodes[0]!.recipients.open(order, new AbortController().signal)).type).toBe('opened')
  const told = [...answers, ...gateway.logs, ...providers.logs, await gateway.metrics.registry.metrics()].join('\n')
  for (const secret of secrets) expect(told).not.toContain(secret)
})
