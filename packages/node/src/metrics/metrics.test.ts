/** Metrics as Prometheus scrapes them. */
import { afterEach, describe, expect, test } from 'vitest'
import { catalogue } from '../runtime/metrics.ts'
import { createMetrics } from './createMetrics.ts'
import { type MetricsServer, startMetricsServer } from './startMetricsServer.ts'

let server: MetricsServer | undefined
afterEach(() => server?.close())

describe('createMetrics', () => {
  test('exposes the whole catalogue', async () => {
    const text = await createMetrics().registry.metrics()
    for (const [name, { type }] of Object.entries(catalogue)) expect(text).toContain(`# TYPE ${name} ${type}`)
  })

  test('keeps registries apart and never throws', async () => {
    const [one, two] = [createMetrics(), createMetrics()]
    one.count('paynode_orders_total', { state: 'seen', account: '0123456789' }, 2)
    one.count('paynode_head_block') // another kind
    one.observe('paynode_settlement_batch_orders', 3)
    one.gauge('paynode_head_block', 7)
    const text = await one.registry.metrics()
    expect(text).toContain('paynode_orders_total{state="seen"} 2')
    expect(text).toContain('paynode_settlement_batch_orders_bucket{le="5"} 1')
    expect(text).toContain('paynode_head_block 7')
    expect(text).not.toContain('0123456789')
    expect(await two.registry.metrics()).not.toContain('state="seen"')
  })

  test('adds process metrics when asked', async () => {
    expect(await createMetrics({ process: true }).registry.metrics()).toContain('paynode_process_cpu_seconds_total')
    expect(await createMetrics().registry.metrics()).not.toContain('paynode_process_')
  })
})

test('serves metrics and liveness', async () => {
  const metrics = createMetrics()
  metrics.count('paynode_blocks_total')
  server = await startMetricsServer({ registry: metrics.registry, host: '127.0.0.1', port: 0 })
  const scrape = await fetch(`${server.url}/metrics`)
  expect(scrape.headers.get('content-type')).toContain('text/plain')
  expect(await scrape.text()).toMatch(/^paynode_blocks_total 1$/m)
  expect(await (await fetch(`${server.url}/healthz`)).text()).toBe('ok\n')
  expect((await fetch(`${server.url}/`)).status).toBe(404)
  expect((await fetch(`${server.url}/metrics`, { method: 'POST' })).status).toBe(405)
})

test('a taken port is an error, not a crash', async () => {
  const { registry } = createMetrics()
  server = await startMetricsServer({ registry, host: '127.0.0.1', port: 0 })
  const port = Number(new URL(server.url).port)
  await expect(startMetricsServer({ registry, host: '127.0.0.1', port })).rejects.toThrow('EADDRINUSE')
})
