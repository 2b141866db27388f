/** Event streams over real HTTP: order, resumption, heartbeats, ends. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createOrder, createWorld } from './api.fixture.ts'
import type { Api } from './startApi.ts'

let world: ReturnType<typeof createWorld>
let api: Api
const stops: AbortController[] = []
beforeEach(async () => {
  world = createWorld()
  api = await world.start()
})
afterEach(async () => {
  for (const stop of stops.splice(0)) stop.abort()
  await api.close()
})

type Message = { readonly id?: string; readonly event?: string; readonly data?: { readonly seq: number; readonly orderId: string } }

async function open(path: string, headers: Record<string, string> = {}, base = api) {
  const stop = new AbortController()
  stops.push(stop)
  const response = await fetch(base.url + path, { headers: { accept: 'text/event-stream', ...headers }, signal: stop.signal })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let buffer = ''
  let ended = false
  const next = async (): Promise<string | undefined> => {
    while (!buffer.includes('\n\n') && !ended) {
      const { value, done } = await reader.read()
      if (done) ended = true
      else buffer += value
    }
    const index = buffer.indexOf('\n\n')
    if (index < 0) return undefined
    const block = buffer.slice(0, index)
    buffer = buffer.slice(index + 2)
    return block
  }
  return {
    response,
    stop,
    next,
    /** The next `count` events. */
    take: async (count: number) => {
      const messages: Message[] = []
      while (messages.length < count) {
        const block = await next()
        if (block === undefined) throw new Error('the stream ended')
        const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)))
        if (fields.data) messages.push({ id: fields.id, event: fields.event, data: JSON.parse(fields.data) })
      }
      return messages
    },
  }
}

const [first, second] = [createOrder({ salt: 1n }).id, createOrder({ salt: 2n }).id]

describe('a stream', () => {
  test('replays, goes on, and names events', async () => {
    world.emit(first, { name: 'order.created' })
    world.emit(second)
    world.emit(first)
    const stream = await open(`/v1/orders/${first}/events`)
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream')
    expect(stream.response.headers.get('access-control-allow-origin')).toBe('*')
    const replayed = await stream.take(2)
    expect(replayed.map(({ id, event }) => [id, event])).toEqual([
      ['1', 'order.created'],
      ['3', 'routed'],
    ])
    world.emit(second)
    world.emit(first, { name: 'order.settled' })
    expect(await stream.take(1)).toMatchObject([{ id: '5', event: 'order.settled', data: { seq: 5, orderId: first } }])
  })

  test('resumes after Last-Event-ID, which wins over the query', async () => {
    for (let index = 0; index < 250; index++) world.emit(index % 2 ? first : second)
    const all = await open('/v1/events', { 'last-event-id': '10' })
    expect((await all.take(240)).map(({ id }) => Number(id))).toEqual(Array.from({ length: 240 }, (_, index) => index + 11))
    const one = await open(`/v1/orders/${first}/events?after=1`, { 'last-event-id': '248' })
    expect((await one.take(1))[0]?.id).toBe('250')
    const bad = await fetch(`${api.url}/v1/events`, { headers: { accept: 'text/event-stream', 'last-event-id': 'x' } })
    expect(bad.status).toBe(400)
  })

  test('may be opened before the order is known', async () => {
    const stream = await open(`/v1/orders/${first}/events`)
    world.emit(first)
    expect((await stream.take(1))[0]?.id).toBe('1')
  })

  test('never tells what a rolled-back transaction wrote', async () => {
    const stream = await open('/v1/events')
    world.emit(first)
    world.events.pop() // the listener was called inside a transaction that then failed
    world.emit(second)
    expect((await stream.take(1))[0]?.data).toMatchObject({ seq: 1, orderId: second })
  })

  test('beats while nothing happens', async () => {
    const fast = await world.start({ heartbeatMs: 5 })
    const stream = await open('/v1/events', {}, fast)
    await stream.next()
    expect(await stream.next()).toBe(': heartbeat')
    await fast.close()
  })

  test('lets go when the client leaves', async () => {
    const stream = await open('/v1/events')
    await vi.waitUntil(() => world.listeners.size === 1)
    stream.stop.abort()
    await vi.waitUntil(() => world.listeners.size === 0)
  })

  test('ends when the gateway closes, also for a client that never reads', async () => {
    const big = 'x'.repeat(10_000)
    for (let index = 0; index < 2_000; index++) world.emit(first, { data: { reason: big } })
    const idle = await open('/v1/events?after=2000')
    await open('/v1/events')
    await api.close()
    await idle.next()
    expect(await idle.next()).toBeUndefined()
    expect(world.listeners.size).toBe(0)
  })

  test('that breaks inside ends, so that the client comes back', async () => {
    const stream = await open('/v1/events')
    await vi.waitUntil(() => world.listeners.size === 1)
    world.events.push({
      seq: 1,
      orderId: first,
      type: 'routed',
      state: 'routed',
      at: 0,
      data: {
        ranking: {
          toJSON: () => {
            throw new Error('broken')
          },
        },
      },
    })
    for (const listener of world.listeners) listener({ orderId: first })
    await stream.next()
    expect(await stream.next()).toBeUndefined()
    expect(world.logs.join()).toContain('event stream failed')
  })

  test('streams per client are bounded', async () => {
    const open100 = await Promise.all(Array.from({ length: 100 }, () => open('/v1/events')))
    const refused = await fetch(`${api.url}/v1/events`, { headers: { accept: 'text/event-stream' } })
    expect(refused.status).toBe(503)
    expect(refused.headers.get('content-type')).toContain('application/problem+json')
    expect(open100.every(({ response }) => response.status === 200)).toBe(true)
  })
})
