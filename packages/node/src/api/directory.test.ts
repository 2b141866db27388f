/** Institutions and name enquiries over HTTP: answers, refusals, a tight rate, and nothing of an account in logs. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createWorld } from './api.fixture.ts'
import type { Api } from './startApi.ts'

let world: ReturnType<typeof createWorld>
let api: Api
beforeEach(async () => {
  world = createWorld()
  api = await world.start({ rateLimit: { burst: 400, perSecond: 1 } })
})
afterEach(() => api.close())

const get = async (path: string) => {
  const response = await fetch(api.url + path)
  return { status: response.status, body: await response.json() }
}
const verify = async (body: unknown) => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${api.url}/v1/verify-account`, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: response.status, body: await response.json() }
}

test('institutions are listed where the rail has them', async () => {
  expect(await get('/v1/institutions?corridor=NGN/bank')).toEqual({
    status: 200,
    body: { corridor: 'NGN/bank', institutions: [{ code: '058', name: 'Guaranty Trust Bank' }] },
  })
  expect((await get('/v1/institutions?corridor=KES/mpesa')).body.institutions).toEqual([])
  expect(await get('/v1/institutions?corridor=XXX/bank')).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
})

test('an enquiry is not cut off while its client waits', async () => {
  world.deps.directory.verifyAccount = async (_recipient, signal) => {
    await new Promise((resolve) => setImmediate(resolve)) // by now the body has long been read
    return signal.aborted ? { type: 'unresolved', reason: 'unavailable' } : { type: 'resolved', accountName: 'ADA OBI' }
  }
  const answer = await verify({ corridor: 'NGN/bank', recipient: { institution: '058', account: '0123456789' } })
  expect(answer.body).toEqual({ resolved: true, accountName: 'ADA OBI' })
})

test('an account is named, or not, and leaves no trace', async () => {
  const corridor = 'NGN/bank'
  expect(await verify({ corridor, recipient: { institution: '058', account: '0123456789' } })).toEqual({
    status: 200,
    body: { resolved: true, accountName: 'ADA OBI' },
  })
  expect((await verify({ corridor, recipient: { institution: '058', account: '0123450000' } })).body).toEqual({
    resolved: false,
    reason: 'not-found',
  })
  const refused = await verify({ corridor, recipient: { institution: '058', account: '0123456789', pin: '1234' } })
  expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
  const told = world.logs.join('\n') + JSON.stringify(refused.body) + (await world.metrics.registry.metrics())
  for (const secret of ['0123456789', '0123450000', 'ADA OBI', '1234"']) expect(told).not.toContain(secret)
})

test('enquiries are rare: nobody reads a bank’s book of names here', async () => {
  const ask = () => verify({ corridor: 'NGN/bank', recipient: { institution: '058', account: '0123456789' } })
  const statuses = []
  for (let index = 0; index < 5; index++) statuses.push((await ask()).status)
  expect(statuses).toEqual([200, 200, 200, 200, 429])
})
