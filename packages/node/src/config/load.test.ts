/** Configuration and secret files: what is refused, and how it is said. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ConfigError } from './ConfigError.ts'
import { loadConfig, readSecretFile } from './load.ts'
import { redact } from './redact.ts'

const address = (digit: string) => `0x${digit.repeat(40)}`
const minimal = {
  dataDir: 'data',
  chain: {
    chainId: 31_337,
    rpcUrls: ['http://127.0.0.1:8545'],
    escrow: address('1'),
    registry: address('2'),
    verifier: address('3'),
    token: address('4'),
  },
  keys: { operatorKeyFile: 'operator.key', nodeKeyFile: 'node.key', hpkeKeyFile: '/keys/hpke.key' },
  p2p: {},
  api: {},
  metrics: {},
  routing: {},
  attestation: {},
}

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'paynode-config-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
function write(text: string, mode = 0o600): string {
  const path = join(folder, `file-${files++}`)
  writeFileSync(path, text, { mode })
  return path
}
const writeConfig = (value: unknown) => write(JSON.stringify(value))
const failure = (run: () => unknown): ConfigError => {
  try {
    run()
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('did not throw')
}

describe('loadConfig', () => {
  test('fills defaults and takes relative paths from the folder of the file', () => {
    const config = loadConfig(writeConfig(minimal), {}, {})
    expect(config.payouts).toBe('off')
    expect(config.dataDir).toBe(join(folder, 'data'))
    expect(config.keys).toEqual({
      operatorKeyFile: join(folder, 'operator.key'),
      nodeKeyFile: join(folder, 'node.key'),
      hpkeKeyFile: '/keys/hpke.key',
    })
  })

  test('environment wins over the file, overrides over the environment', () => {
    const env = { PAYNODE_API_PORT: '4000', PAYNODE_LOG_LEVEL: 'debug', PAYNODE_RPC_URLS: 'http://a:1, http://b:2', PAYNODE_PAYOUTS: '' }
    const config = loadConfig(writeConfig({ ...minimal, api: { port: 3_000, host: '0.0.0.0' } }), { log: { level: 'error' } }, env)
    expect(config.api).toMatchObject({ host: '0.0.0.0', port: 4_000 })
    expect(config.log.level).toBe('error')
    expect(config.chain.rpcUrls).toEqual(['http://a:1', 'http://b:2'])
    expect(config.payouts).toBe('off')
  })

  test('lists every problem with its path', () => {
    const { chain, ...rest } = minimal
    const path = writeConfig({ ...rest, chain: { ...chain, escrow: '0x12', chainId: undefined }, payout: 'on' })
    const error = failure(() => loadConfig(path, {}, {}))
    expect(error.message.startsWith(`${path}: `)).toBe(true)
    expect(error.problems).toContain('chain.escrow: must be a 20-byte hex address')
    expect(error.problems).toContain('chain.chainId: is missing')
    expect(error.problems.join()).toContain('unknown key "payout"; remove it or correct its spelling')
    expect(error.message).not.toContain('\n')
  })

  test('says where the JSON breaks and never quotes it', () => {
    const error = failure(() => loadConfig(write('{\n  "apiKey": "sk_live_1",\n  oops\n}'), {}, {}))
    expect(error.message).toMatch(/is not JSON at line 3, column 3/)
    expect(error.message).not.toContain('sk_live')
  })

  test.each([['[]'], ['"text"'], ['null']])('refuses %s', (text) => {
    expect(failure(() => loadConfig(write(text), {}, {})).message).toContain('must hold one JSON object')
  })

  test('says how to get a missing file', () => {
    expect(failure(() => loadConfig(join(folder, 'absent.json'), {}, {})).message).toContain('paynode init')
  })

  test('refuses an environment variable that is no number', () => {
    const error = failure(() => loadConfig(writeConfig(minimal), {}, { PAYNODE_API_PORT: 'http' }))
    expect(error.message).toContain('PAYNODE_API_PORT')
  })
})

describe('readSecretFile', () => {
  test('trims', () => {
    expect(readSecretFile(write('  secret\n'))).toBe('secret')
  })

  test.each([0o640, 0o604, 0o660, 0o644, 0o610])('refuses mode %o and says how to mend it', (mode) => {
    const path = write('secret', mode)
    const { message } = failure(() => readSecretFile(path))
    expect(message).toContain(`chmod 600 ${path}`)
    expect(message).not.toMatch(/\bsecret\n/)
  })

  test.each([0o600, 0o400])('accepts mode %o', (mode) => {
    expect(readSecretFile(write('secret', mode))).toBe('secret')
  })

  test('refuses an empty and a missing file', () => {
    expect(failure(() => readSecretFile(write('\n'))).message).toContain('is empty')
    expect(failure(() => readSecretFile(join(folder, 'absent'))).message).toContain('ENOENT')
  })
})

test('redact keeps origins and drops credentials', () => {
  expect(redact('GET https://rpc.example/v2/KEY?x=1 failed')).toBe('GET https://rpc.example/… failed')
  expect(redact('wss://user:pass@rpc.example:8546 closed')).toBe('wss://rpc.example:8546 closed')
  expect(redact('authorization: Bearer abc.def-1')).toBe('authorization: Bearer …')
  expect(redact('key hunter2 refused', ['hunter2', ''])).toBe('key … refused')
  expect(redact('http://127.0.0.1:8545 is down')).toBe('http://127.0.0.1:8545 is down')
})
