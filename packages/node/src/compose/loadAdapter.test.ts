/** Adapters that operators bring along: loaded with their options and secrets, or refused with what to do. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { pspSchema, pspVendors, resolvePspPaths } from '../config/psp/schema.ts'
import { systemClock } from '../runtime/clock.ts'
import { openAdapter } from './openAdapter.ts'

const folder = mkdtempSync(join(tmpdir(), 'paynode-adapter-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => {
  vi.unstubAllEnvs()
})

const capabilities = `{ currencies: ['NGN'], nameEnquiry: false, recipientStep: false, repeat: 'refused', queryBy: 'reference',
  query: 'sync', notFoundAuthoritative: true, webhook: 'none', balance: 'none', canReturn: false }`
const verbs = `validate() {}, resolve() {}, prepare() {}, submit() {}, query() {}, webhook() {}, institutions() {},
  balance: async () => ({ type: 'available', amount: { value: 7n, currency: secrets.key + ' ' + options.desk + ' ' + timeoutMs } }),`
const good = `export const createPspAdapter = async ({ id, options, secrets, timeoutMs }) => ({ id, vendor: 'desk', capabilities: ${capabilities}, ${verbs} })`

let count = 0
function open(source: string | undefined, over: object = {}) {
  const name = `psp-${count++}.js` // Node loads a file once
  if (source !== undefined) writeFileSync(join(folder, name), source)
  vi.stubEnv('PAYNODE_TEST_DESK_KEY', 'key-of-the-desk')
  const config = pspSchema.parse({
    vendor: 'module',
    name: 'desk',
    moduleFile: name,
    options: { desk: 'Lagos' },
    secrets: { key: { env: 'PAYNODE_TEST_DESK_KEY' } },
    timeoutMs: 5_000,
    ...over,
  })
  return openAdapter(resolvePspPaths(config, folder), { id: 'desk:NGN/bank', clock: systemClock, onExchange() {} })
}

describe('loadAdapter', () => {
  test('behavior: a module beside the configuration gets its id, options, secrets and time-out', async () => {
    const adapter = await open(good)
    expect([adapter.id, adapter.vendor]).toEqual(['desk:NGN/bank', 'desk'])
    expect(await adapter.balance('NGN', new AbortController().signal)).toMatchObject({ amount: { currency: 'key-of-the-desk Lagos 5000' } })
  })

  test('behavior: secret files stand beside the configuration too', async () => {
    writeFileSync(join(folder, 'desk.key'), 'from-a-file\n', { mode: 0o600 })
    const adapter = await open(good, { secrets: { key: { file: 'desk.key' } } })
    expect(await adapter.balance('NGN', new AbortController().signal)).toMatchObject({ amount: { currency: 'from-a-file Lagos 5000' } })
  })

  test.each([
    ['a file that is not there', undefined, 'does not load (ERR_MODULE_NOT_FOUND)'],
    ['a file that is no JavaScript', 'export const = 1', 'module does not load ('],
    ['another export', 'export default {}', 'exports no function createPspAdapter'],
    ['no adapter', 'export const createPspAdapter = () => undefined', 'the adapter lacks validate'],
    ['a part that is missing', good.replace('submit() {}, ', ''), 'the adapter lacks submit;'],
    ['a capability that is missing', good.replace("repeat: 'refused', ", ''), 'the adapter lacks capabilities.repeat;'],
    ['an id of its own', good.replace('({ id, vendor', "({ id: 'mine', vendor"), 'its id must be the one it was given, desk:NGN/bank'],
    [
      'a throw',
      "export const createPspAdapter = ({ secrets }) => { throw new TypeError('no ' + secrets.key) }",
      'did not make an adapter (TypeError)',
    ],
  ])('error: %s', async (_name, source, message) => {
    const error = await open(source).catch((thrown: unknown) => thrown)
    expect(String(error)).toContain(message)
    expect(String(error)).not.toContain('key-of-the-desk')
  })

  test("behavior: options are the module's own, whatever they are called", async () => {
    const seen = good.replace('options.desk', '[options.file, options.url, options.keyFile]')
    const adapter = await open(seen, { options: { file: 'a', url: 'b', keyFile: 'c' } })
    expect(await adapter.balance('NGN', new AbortController().signal)).toMatchObject({ amount: { currency: 'key-of-the-desk a,b,c 5000' } })
  })

  test('error: the name of a vendor that is known, which the ledger could not tell apart', () => {
    for (const name of pspVendors) {
      const parsed = pspSchema.safeParse({ vendor: 'module', name, moduleFile: 'psp.js' })
      expect(parsed.error?.issues.map(({ path }) => path)).toEqual([['name']])
    }
  })

  test('error: a secret that is not there', async () => {
    await expect(open(good, { secrets: { key: { env: 'PAYNODE_TEST_NOT_SET' } } })).rejects.toThrow('the environment variable is missing')
  })
})
