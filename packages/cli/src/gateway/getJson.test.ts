/** Gateways answer, refuse, fail, talk nonsense or are gone: each gives one clear line and the right exit code. */
import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { exitCodes } from '../errors.ts'
import { getJson } from './getJson.ts'

const schema = z.looseObject({ id: z.string() })
const { signal } = new AbortController()
let server: Server
let gateway = ''

beforeAll(async () => {
  server = createServer((request, response) => {
    const [status, body] = answers[request.url ?? ''] ?? [404, '{"detail":"no such order"}']
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  gateway = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const answers: Readonly<Record<string, readonly [number, string]>> = {
  '/good': [200, '{"id":"x","more":1}'],
  '/wrong': [200, '{"id":1}'],
  '/busy': [503, '{"title":"starting"}'],
  '/text': [200, 'hello'],
}

test('a good answer passes, unknown fields included', async () => {
  expect(await getJson({ gateway, path: '/good', schema, signal })).toEqual({ id: 'x', more: 1 })
})

test.each([
  ['/wrong', exitCodes.failed, /unexpected answer at id/],
  ['/missing', exitCodes.failed, /no such order/],
  ['/busy', exitCodes.retry, /starting/],
  ['/text', exitCodes.retry, /not JSON/],
])('%s', async (path, exitCode, message) => {
  await expect(getJson({ gateway, path, schema, signal })).rejects.toMatchObject({ exitCode, message: expect.stringMatching(message) })
})

test('nobody there', async () => {
  await expect(getJson({ gateway: 'http://127.0.0.1:9', path: '/', schema, signal })).rejects.toMatchObject({ exitCode: exitCodes.retry })
})
