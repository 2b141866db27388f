/** Sealed recipient details: in, across, open, erased; and never in clear anywhere else. */
import { sealRecipient } from '@paynode/sdk/protocol'
import { getAddress } from 'viem'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { addRecipient, countRecipients, getRecipient } from '../store/recipients.ts'
import { ACCOUNT, createOrder, createWorld, salted } from './recipients.fixture.ts'

type World = Awaited<ReturnType<typeof createWorld>>
let world: World
afterEach(() => world.close())
const never = new AbortController().signal
const node = (index: number) => world.nodes[index]!

describe('open', () => {
  test('gives what the payer sealed', async () => {
    world = await createWorld(['a'])
    const order = createOrder()
    expect(await node(0).recipients.intake({ orderId: order.id, envelopes: [await world.seal(0, order.id)] })).toEqual({
      type: 'accepted',
      stored: 1,
      ignored: [],
    })
    expect(await node(0).recipients.open(order, never)).toEqual({ type: 'opened', salted })
  })

  test('is missing before anything came, and finds it later', async () => {
    world = await createWorld(['a'])
    const order = createOrder()
    expect(await node(0).recipients.open(order, never)).toEqual({ type: 'missing' })
    await node(0).recipients.intake({ orderId: order.id, envelopes: [await world.seal(0, order.id)] })
    expect((await node(0).recipients.open(order, never)).type).toBe('opened')
  })

  test.each([
    ['another account', { ...salted, recipient: { ...salted.recipient, account: '9999999999' } }, /hash/],
    ['another salt', { ...salted, salt: `0x${'00'.repeat(32)}` as const }, /hash/],
    ['another corridor', { ...salted, recipient: { corridor: 'KES/mpesa', account: '254712345678' } as const }, /corridor/],
  ])('refuses %s, and lets a good envelope take its place', async (_name, wrong, reason) => {
    world = await createWorld(['a'])
    const order = createOrder()
    await node(0).recipients.intake({ orderId: order.id, envelopes: [await world.seal(0, order.id, wrong)] })
    const result = await node(0).recipients.open(order, never)
    expect(result).toMatchObject({ type: 'invalid', reason: expect.stringMatching(reason) })
    expect(JSON.stringify(result)).not.toMatch(/9999999999|254712345678/)
    await node(0).recipients.intake({ orderId: order.id, envelopes: [await world.seal(0, order.id)] })
    expect((await node(0).recipients.open(order, never)).type).toBe('opened')
  })

  test('refuses an envelope of another order and one to another key', async () => {
    world = await createWorld(['a', 'b'])
    const order = createOrder()
    const other = createOrder({ salt: 8n })
    for (const sealed of [(await world.seal(0, other.id)).sealed, await sealRecipient(salted, order.id, node(1).publicKey)]) {
      const result = await node(0).recipients.intake({ orderId: order.id, envelopes: [{ provider: node(0).operator, sealed }] })
      expect(result).toEqual({ type: 'refused', reason: 'invalid' })
      addRecipient(node(0).store, { orderId: order.id, provider: node(0).operator, sealed, receivedAt: 0, expiresAt: 9e15 })
      expect((await node(0).recipients.open(order, never)).type).toBe('invalid')
    }
  })

  test('asks peers one after another, past silent and lying ones, and keeps the answer', async () => {
    world = await createWorld(['self', 'down', 'liar', 'holder'])
    const order = createOrder()
    const envelope = await world.seal(0, order.id)
    const row = { orderId: order.id, provider: node(0).operator, receivedAt: 0, expiresAt: 9e15 }
    world.down.add(node(1).operator)
    addRecipient(node(2).store, { ...row, sealed: (await world.seal(0, createOrder({ salt: 9n }).id)).sealed })
    addRecipient(node(3).store, { ...row, sealed: envelope.sealed })
    expect(await node(0).recipients.open(order, never)).toEqual({ type: 'opened', salted })
    expect(world.requests.map(({ to }) => to)).toEqual([1, 2, 3].map((index) => node(index).operator))
    expect(getRecipient(node(0).store, { orderId: order.id, provider: node(0).operator })).toEqual(envelope.sealed)
    await node(0).recipients.open(order, never)
    expect(world.requests).toHaveLength(3)
  })

  test('stops when the signal aborts', async () => {
    world = await createWorld(['a', 'b'])
    await expect(node(0).recipients.open(createOrder(), AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop')
  })
})

describe('peers', () => {
  test('a gateway pushes envelopes to the providers they are for', async () => {
    world = await createWorld(['gateway', 'target'])
    const order = createOrder()
    await node(0).recipients.intake({ orderId: order.id, envelopes: [await world.seal(0, order.id), await world.seal(1, order.id)] })
    await vi.waitUntil(() => countRecipients(node(1).store) === 1)
    const requests = world.requests.length
    expect((await node(1).recipients.open(order, never)).type).toBe('opened')
    expect(world.requests).toHaveLength(requests)
  })

  test('a provider gets only what is sealed to it, and takes only what is for itself', async () => {
    world = await createWorld(['a', 'b', 'c'])
    const order = createOrder()
    const envelope = await world.seal(1, order.id)
    addRecipient(node(0).store, { ...envelope, orderId: order.id, receivedAt: 0, expiresAt: 9e15 })
    const handler = world.handlers.get(node(0).operator)!
    const ask = { orderId: order.id, provider: node(1).operator }
    expect(await handler(ask, node(1).operator, never)).toEqual(envelope.sealed)
    expect(await handler(ask, node(2).operator, never)).toBeNull()
    expect(await handler({ ...ask, orderId: createOrder({ salt: 1n }).id }, node(1).operator, never)).toBeNull()
    expect(await handler({ orderId: order.id, ...(await world.seal(2, order.id)) }, node(1).operator, never)).toEqual({ accepted: false })
    await expect(handler({ orderId: 'x' }, node(1).operator, never)).rejects.toThrow()
  })
})

describe('intake', () => {
  test('ignores strangers and keeps the first envelope of another provider', async () => {
    world = await createWorld(['a', 'b'])
    const order = createOrder()
    const first = await world.seal(1, order.id)
    const stranger = { ...first, provider: getAddress(`0x${'9'.repeat(40)}`) }
    expect(await node(0).recipients.intake({ orderId: order.id, envelopes: [stranger] })).toEqual({ type: 'refused', reason: 'noProvider' })
    await node(0).recipients.intake({ orderId: order.id, envelopes: [first] })
    const result = await node(0).recipients.intake({ orderId: order.id, envelopes: [await world.seal(1, order.id), stranger] })
    expect(result).toMatchObject({ type: 'accepted', stored: 0, ignored: [{ reason: 'duplicate' }, { reason: 'unregistered' }] })
    expect(getRecipient(node(0).store, { orderId: order.id, provider: first.provider })).toEqual(first.sealed)
  })

  test('checks its own envelope against the terms, from the client or from the chain', async () => {
    world = await createWorld(['a'])
    const order = createOrder()
    const wrong = await world.seal(0, order.id, { ...salted, salt: `0x${'00'.repeat(32)}` })
    const refused = { type: 'refused', reason: 'invalid' }
    expect(await node(0).recipients.intake({ orderId: order.id, order: order.order, envelopes: [wrong] })).toEqual(refused)
    world.setStatus(order, 'open')
    expect(await node(0).recipients.intake({ orderId: order.id, envelopes: [wrong] })).toEqual(refused)
  })

  test('is bounded: envelopes per order, ciphertext, rows; orders on chain still get in', async () => {
    world = await createWorld(['a', 'b'], { maxRows: 1 })
    const order = createOrder()
    const envelope = await world.seal(1, order.id)
    const { intake } = node(0).recipients
    expect(await intake({ orderId: order.id, envelopes: Array(17).fill(envelope) })).toEqual({ type: 'refused', reason: 'tooMany' })
    expect(await intake({ orderId: order.id, envelopes: [] })).toEqual({ type: 'refused', reason: 'tooMany' })
    const huge = { ...envelope, sealed: { ...envelope.sealed, ciphertext: `0x${'00'.repeat(2_049)}` as const } }
    expect(await intake({ orderId: order.id, envelopes: [huge] })).toEqual({ type: 'refused', reason: 'invalid' })
    expect((await intake({ orderId: order.id, envelopes: [envelope] })).type).toBe('accepted')
    const next = createOrder({ salt: 2n })
    const nextEnvelope = await world.seal(1, next.id)
    expect(await intake({ orderId: next.id, envelopes: [nextEnvelope] })).toEqual({ type: 'refused', reason: 'full' })
    world.setStatus(next, 'open')
    expect((await intake({ orderId: next.id, envelopes: [nextEnvelope] })).type).toBe('accepted')
    world.setStatus(next, 'settled')
    expect(await intake({ orderId: next.id, envelopes: [nextEnvelope] })).toEqual({ type: 'refused', reason: 'closed' })
  })
})

describe('erasing', () => {
  test('an order that never came loses its envelopes after the hour, one on chain keeps them until it is over', async () => {
    world = await createWorld(['a'], { ttlMs: 1_000 })
    const [never1, open] = [createOrder({ salt: 1n }), createOrder({ salt: 2n })]
    for (const order of [never1, open]) {
      await node(0).recipients.intake({ orderId: order.id, envelopes: [await world.seal(0, order.id)] })
    }
    world.setStatus(open, 'claimed')
    expect(node(0).recipients.sweep()).toBe(0)
    world.clock.time += 1_000
    expect(node(0).recipients.sweep()).toBe(1)
    expect((await node(0).recipients.open(never1, never)).type).toBe('missing')
    expect((await node(0).recipients.open(open, never)).type).toBe('opened')
    world.setStatus(open, 'settled')
    world.clock.time += 1_000
    expect(node(0).recipients.sweep()).toBe(1)
    expect((await node(0).recipients.open(open, never)).type).toBe('missing')
  })

  test('erase forgets what was opened too', async () => {
    world = await createWorld(['a'])
    const order = createOrder()
    await node(0).recipients.intake({ orderId: order.id, envelopes: [await world.seal(0, order.id)] })
    await node(0).recipients.open(order, never)
    node(0).recipients.erase(order.id)
    expect(countRecipients(node(0).store)).toBe(0)
    expect((await node(0).recipients.open(order, never)).type).toBe('missing')
  })
})

test('no detail is logged, sent or written in clear', async () => {
  world = await createWorld(['a', 'b'], { ttlMs: 10 })
  const order = createOrder()
  const wrong = { ...salted, salt: `0x${'11'.repeat(32)}` as const }
  await node(0).recipients.intake({ orderId: order.id, envelopes: [await world.seal(0, order.id, wrong), await world.seal(1, order.id)] })
  await node(0).recipients.open(order, never)
  await node(1).recipients.open(order, never)
  const dump = JSON.stringify([world.logs, world.requests, ...world.nodes.map(({ store }) => store.db.serialize().toString('latin1'))])
  world.clock.time += 10
  node(1).recipients.sweep()
  for (const secret of [ACCOUNT, 'Ada Obi', salted.salt.slice(2)]) expect(dump + world.logs.join()).not.toContain(secret)
  expect(world.logs.length).toBeGreaterThan(0)
})
