/** Signing in and keys over HTTP: what is accepted, and every way to cheat that we know. */
import { createHmac } from 'node:crypto'
import { SignJWT } from 'jose'
import { privateKeyToAccount } from 'viem/accounts'
import { createSiweMessage } from 'viem/siwe'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createVirtualClock, type VirtualClock } from '../../runtime/createVirtualClock.ts'
import { revokeApiKey } from '../../store/gatewayAuth.ts'
import { createWorld, readProblem } from '../api.fixture.ts'
import type { Api } from '../startApi.ts'
import { createApiKey } from './apiKeys.ts'

const account = privateKeyToAccount(`0x${'42'.repeat(32)}`)
const other = privateKeyToAccount(`0x${'43'.repeat(32)}`)
let world: ReturnType<typeof createWorld>
let clock: VirtualClock
let api: Api
beforeEach(async () => {
  world = createWorld()
  clock = createVirtualClock(1_700_000_000_000)
  api = await world.start({ clock, domains: ['shop.example', 'localhost'] })
})
afterEach(() => api.close())

type Fields = Partial<Parameters<typeof createSiweMessage>[0]>
const nonce = async () => ((await (await fetch(`${api.url}/v1/auth/nonce`)).json()) as { nonce: string }).nonce
const toMessage = (fields: Fields & { nonce: string }) =>
  createSiweMessage({
    domain: 'shop.example',
    address: account.address,
    uri: api.url,
    version: '1',
    chainId: 31_337,
    issuedAt: new Date(clock.now()),
    ...fields,
  })
const verify = (body: object, headers: Record<string, string> = {}) =>
  fetch(`${api.url}/v1/auth/verify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
const signIn = async (fields: Fields = {}, headers: Record<string, string> = {}) => {
  const message = toMessage({ nonce: await nonce(), ...fields })
  return verify({ message, signature: await account.signMessage({ message }) }, headers)
}
const session = async () => (await (await signIn()).json()) as { token: string; expiresAt: number; address: string }
/** Something that only a signed-in caller may ask. */
const ask = (headers: Record<string, string>) => fetch(`${api.url}/v1/webhooks`, { headers })
const code = async (response: Response) => (await readProblem(response)).body.code

describe('a wallet', () => {
  test('signs in, is known by its token, and is nobody when it is over', async () => {
    const { token, expiresAt, address } = await session()
    expect(address).toBe(account.address)
    expect(expiresAt).toBe(clock.now() / 1_000 + 3_600)
    expect((await ask({ authorization: `Bearer ${token}` })).status).toBe(200)
    expect((await ask({})).status).toBe(401)
    clock.advance(3_601_000)
    const over = await ask({ authorization: `Bearer ${token}` })
    expect([over.status, over.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="paynode"'])
  })

  test('signs in from a page whose host is allowed, on any of its ports', async () => {
    expect((await signIn({ domain: 'localhost:5173' }, { origin: 'http://localhost:5173' })).status).toBe(200)
    expect((await signIn({ domain: new URL(api.url).host })).status).toBe(200)
  })

  test.each<[string, Fields, Record<string, string>?]>([
    ['another chain', { chainId: 1 }],
    ['a page that is not allowed', { domain: 'evil.example' }],
    ['a page that says it is another', {}, { origin: 'https://evil.example' }],
    ['another gateway', { uri: 'https://gateway.example' }],
    ['a message of yesterday', { issuedAt: new Date(1_700_000_000_000 - 86_400_000) }],
    ['a message that is over', { expirationTime: new Date(1_700_000_000_000 - 1) }],
    ['a message that is not valid yet', { notBefore: new Date(1_700_000_000_000 + 60_000) }],
    ['a nonce that nobody gave', { nonce: 'f'.repeat(32) }],
    ['another address', { address: other.address }],
  ])('%s is refused', async (_name, fields, headers) => {
    const response = await signIn(fields, headers)
    expect(response.status).toBe(401)
    expect(await code(response)).toBe('sign_in_refused')
  })

  test('the same message signs in once, two at a time too', async () => {
    const message = toMessage({ nonce: await nonce() })
    const body = { message, signature: await account.signMessage({ message }) }
    const statuses = (await Promise.all([verify(body), verify(body), verify(body)])).map(({ status }) => status).sort()
    expect(statuses).toEqual([200, 401, 401])
    expect((await verify(body)).status).toBe(401)
  })

  test('a wrong signature does not use the nonce up, time does', async () => {
    const message = toMessage({ nonce: await nonce() })
    const good = { message, signature: await account.signMessage({ message }) }
    expect((await verify({ ...good, signature: await other.signMessage({ message }) })).status).toBe(401)
    expect((await verify(good)).status).toBe(200)
    const late = await nonce()
    clock.advance(601_000)
    expect((await signIn({ nonce: late })).status).toBe(401)
  })

  test('a smart account signs in when the chain says so', async () => {
    let asked: unknown
    world.deps.verifySignature = async (parameters) => {
      asked = parameters.address
      return parameters.signature === '0x1271'
    }
    const again = await world.start({ clock, domains: ['shop.example'] })
    const message = toMessage({ nonce: await nonce(), uri: again.url })
    const post = (signature: string) =>
      fetch(`${again.url}/v1/auth/verify`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ message, signature }),
      })
    expect((await post('0x1272')).status).toBe(401)
    expect((await post('0x1271')).status).toBe(200)
    expect(asked).toBe(account.address)
    await again.close()
  })
})

describe('a token', () => {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  test('that was tampered with, has no algorithm, or another key is nobody’s', async () => {
    const { token } = await session()
    const [header = '', payload = '', signature = ''] = token.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
    const forged = encode({ ...claims, sub: other.address })
    const none = (alg: string) => encode({ alg, typ: 'JWT' })
    const sign = (text: string, key: string) => createHmac('sha256', key).update(text).digest('base64url')
    const tokens = [
      `${header}.${forged}.${signature}`,
      `${none('none')}.${payload}.`,
      `${none('none')}.${forged}.`,
      `${none('None')}.${payload}.${signature}`,
      `${header}.${forged}.${sign(`${header}.${forged}`, '')}`,
      `${none('HS512')}.${payload}.${signature}`,
      `${header}.${payload}`,
      `${header}.${payload}.${signature.slice(0, -2)}AA`,
      await new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32, 7)),
      'x'.repeat(5_000),
    ]
    for (const text of tokens)
      expect([text.slice(0, 12), (await ask({ authorization: `Bearer ${text}` })).status]).toEqual([text.slice(0, 12), 401])
    expect((await ask({ authorization: `Basic ${token}` })).status).toBe(401)
    expect((await ask({ authorization: `Bearer ${token}` })).status).toBe(200)
  })

  test('of another gateway, with its own secret, is nobody’s here', async () => {
    const elsewhere = createWorld()
    const theirs = await elsewhere.start({ clock })
    const { token } = await session()
    expect((await fetch(`${theirs.url}/v1/webhooks`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(401)
    await theirs.close()
  })

  test('survives a restart of its gateway', async () => {
    const { token } = await session()
    await api.close()
    api = await world.start({ clock })
    expect((await ask({ authorization: `Bearer ${token}` })).status).toBe(200)
  })
})

describe('a key', () => {
  const create = (scopes: Parameters<typeof createApiKey>[1]['scopes'] = ['webhooks:manage']) =>
    createApiKey(world.deps.store, { name: 'shop', scopes, now: clock.now() })

  test('does what its scopes say, until it is revoked', async () => {
    const { id, key } = create()
    expect((await ask({ 'x-api-key': key })).status).toBe(200)
    const narrow = create(['orders:write'])
    expect(await code(await ask({ 'x-api-key': narrow.key }))).toBe('forbidden')
    const refused = await fetch(`${api.url}/v1/verify-account`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ corridor: 'NGN/bank', recipient: { institution: '058', account: '0123456789' } }),
    })
    expect(await code(refused)).toBe('forbidden')
    expect(revokeApiKey(world.deps.store, id, clock.now())).toBe(true)
    expect((await ask({ 'x-api-key': key })).status).toBe(401)
  })

  test('is nowhere in the database, and a guess is refused even where nobody need be known', async () => {
    const { id, key } = create()
    const dump = world.deps.store.db.serialize().toString('latin1')
    expect(dump).toContain(id)
    // The secret is base64url and may itself contain an underscore.
    expect(dump).not.toContain(key.slice(`pnk_${id}_`.length))
    const wrong = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`
    for (const text of [wrong, `pnk_${'0'.repeat(16)}_${'A'.repeat(43)}`, 'x', '']) {
      expect((await fetch(`${api.url}/v1/health`, { headers: { 'x-api-key': text } })).status).toBe(401)
    }
    const { token } = await session()
    expect((await ask({ 'x-api-key': key, authorization: `Bearer ${token}` })).status).toBe(401)
  })

  test('has a rate of its own; guessing uses up the address’s', async () => {
    const small = await world.start({ clock, rateLimit: { burst: 30, perSecond: 1 } })
    const { key } = create()
    const health = (headers: Record<string, string>) => fetch(`${small.url}/v1/health`, { headers })
    expect((await health({ 'x-api-key': 'guess' })).status).toBe(401)
    expect((await health({ 'x-api-key': 'guess' })).status).toBe(429)
    for (let index = 0; index < 100; index++) expect((await health({ 'x-api-key': key })).status).toBe(200)
    for (let index = 0; index < 10; index++) expect((await health({})).status).toBe(200)
    expect((await health({})).status).toBe(429)
    await small.close()
  })
})

test('nothing that proves who somebody is reaches the logs', async () => {
  const { key } = createApiKey(world.deps.store, { name: 'shop', scopes: [], now: 1 })
  const { token } = await session()
  await ask({ 'x-api-key': `${key}x` })
  await ask({ authorization: `Bearer ${token}x` })
  const told = world.logs.join('\n') + (await world.metrics.registry.metrics())
  for (const secret of [key, token, token.split('.')[2]!, account.address]) expect(told).not.toContain(secret)
})
