/** Owing deliveries: nothing is written while there is nobody to tell, and nobody is told of what was before. */
import type { OrderId } from '@paynode/sdk/protocol'
import { expect, test } from 'vitest'
import { createVirtualClock } from '../runtime/createVirtualClock.ts'
import { noMetrics } from '../runtime/metrics.ts'
import { openStore } from '../store/store.ts'
import { listDeliveries } from '../store/webhookDeliveries.ts'
import { addWebhook, type Webhook, webhookEvents } from '../store/webhooks.ts'
import { enqueue } from './enqueue.ts'
import type { NamedEvent, WebhookDeps } from './types.ts'

const orderId = `0x${'01'.repeat(32)}` as OrderId
const webhook: Webhook = {
  id: `wh_${'a'.repeat(24)}`,
  owner: 'key:1',
  url: 'https://shop.example/hook',
  events: [...webhookEvents],
  secret: 'whsec_x',
  state: 'active',
  createdAt: 1_000,
  payer: undefined,
}

test('a database without webhooks is written to once per full batch; who comes later hears of later events', () => {
  const store = openStore(':memory:')
  const log: NamedEvent[] = []
  const happen = (at: number) => log.push({ seq: log.length + 1, orderId, name: 'order.settled', at })
  const quiet = () => {}
  const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => logger }
  const deps: WebhookDeps = {
    store,
    clock: createVirtualClock(2_000),
    logger,
    metrics: noMetrics,
    targets: 'refuse',
    eventsAfter: (seq, limit) => log.filter((event) => event.seq > seq).slice(0, limit),
    lastSeq: () => log.length,
    orderJson: () => ({ json: '{}', payer: '0x01' }),
    subscribe: () => quiet,
    random: () => 0,
  }
  const writes = () => (store.db.prepare('SELECT total_changes() AS count').get() as { count: number }).count
  enqueue(deps) // remembers where the log begins
  const before = writes()
  for (let count = 0; count < 150; count++) {
    happen(500)
    expect(enqueue(deps)).toBe(false)
  }
  expect(writes()).toBe(before)
  for (let count = 0; count < 60; count++) happen(500)
  expect(enqueue(deps)).toBe(true)
  expect(writes()).toBe(before + 1)

  addWebhook(store, webhook, 20)
  happen(1_500)
  enqueue(deps)
  expect(listDeliveries(store, webhook.id, 10).map(({ eventId }) => eventId)).toEqual(['evt_211'])
  store.close()
})
