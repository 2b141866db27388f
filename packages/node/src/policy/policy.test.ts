/** The operator's rules: every one refuses with its name, and whatever nobody can tell is a no. */
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OrderId } from '@paynode/sdk/protocol'
import { type Address, zeroAddress, zeroHash } from 'viem'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { policySchema } from '../config/policy.ts'
import { type Clock, systemClock } from '../runtime/clock.ts'
import { createVirtualClock } from '../runtime/createVirtualClock.ts'
import { createPolicy, type PolicyDeps } from './createPolicy.ts'
import { isOpen } from './isOpen.ts'
import type { PolicyQuestion } from './types.ts'

const toAddress = (digit: string): Address => `0x${digit.repeat(40)}`
const payer = toAddress('a')
const integrator = toAddress('b')
const question: PolicyQuestion = {
  orderId: zeroHash as OrderId,
  corridor: 'NGN/bank',
  payer,
  refundTo: payer,
  integrator,
  arbiter: zeroAddress,
  token: toAddress('c'),
  amount: 2n ** 100n,
  payout: 1_000n,
}
const directory = mkdtempSync(join(tmpdir(), 'paynode-policy-'))
const signal = new AbortController().signal
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function ask(policy: Parameters<typeof policySchema.parse>[0], over: Partial<PolicyDeps> = {}, asked: Partial<PolicyQuestion> = {}) {
  const deps = { config: policySchema.parse(policy), clock: systemClock, perPayerPerDay: () => undefined, takenSince: () => 0n, ...over }
  return createPolicy(deps)({ ...question, ...asked }, signal)
}

test('without rules everybody is served', async () => {
  expect(await ask({})).toEqual({ type: 'allowed' })
})

describe('lists', () => {
  test.each([
    ['a denied payer', { payers: { deny: [payer] } }, /payers/],
    ['a payer who is not on the list of payers', { payers: { allow: [integrator] } }, /payers/],
    ['a payer both allowed and denied', { payers: { allow: [payer], deny: [payer] } }, /payers/],
    ['a denied integrator', { integrators: { deny: [integrator.toUpperCase().replace('0X', '0x')] } }, /integrators/],
    ['no integrator where one is asked for', { integrators: { allow: [payer] } }, /integrators/],
  ])('%s is refused', async (_name, policy, reason) => {
    expect(await ask(policy)).toMatchObject({ type: 'refused', reason: expect.stringMatching(reason) })
  })

  test('who is on the list is served', async () => {
    expect(await ask({ payers: { allow: [payer] }, integrators: { allow: [integrator] } })).toEqual({ type: 'allowed' })
  })
})

describe('sanctions', () => {
  test('the file is read again when it changes, and nobody is served while it cannot be read', async () => {
    const sanctionsFile = join(directory, 'sanctions.txt')
    const policy = createPolicy({
      config: policySchema.parse({ sanctionsFile }),
      clock: systemClock,
      perPayerPerDay: () => undefined,
      takenSince: () => 0n,
    })
    const write = (text: string, at: number) => {
      writeFileSync(sanctionsFile, text)
      utimesSync(sanctionsFile, at, at)
    }
    expect(await policy(question, signal)).toMatchObject({ type: 'refused', reason: expect.stringMatching(/cannot be read/) })
    write(`# nobody yet\n${toAddress('d')}\n`, 1)
    expect(await policy(question, signal)).toEqual({ type: 'allowed' })
    write(`${toAddress('d')}\n${payer.toUpperCase().replace('0X', '0x')} # added today\n`, 2)
    expect(await policy(question, signal)).toMatchObject({ type: 'refused', reason: expect.stringMatching(/on the list/) })
    write('not an address\n', 3)
    expect(await policy(question, signal)).toMatchObject({ type: 'refused', reason: expect.stringMatching(/cannot be read/) })
  })

  test('a listed refund address is refused too', async () => {
    const sanctionsFile = join(directory, 'refunds.txt')
    writeFileSync(sanctionsFile, `${toAddress('e')}\n`)
    expect(await ask({ sanctionsFile }, {}, { refundTo: toAddress('e') })).toMatchObject({ type: 'refused' })
  })
})

describe('limits', () => {
  test('one payer gets no more than the limit of the corridor within a day', async () => {
    const clock = createVirtualClock(86_400_000 * 10)
    const asked: number[] = []
    const over = (taken: bigint): Partial<PolicyDeps> => ({
      clock,
      perPayerPerDay: () => 5_000n,
      takenSince: (_question, since) => {
        asked.push(since)
        return taken
      },
    })
    expect(await ask({}, over(4_000n))).toEqual({ type: 'allowed' })
    expect(await ask({}, over(4_001n))).toMatchObject({ type: 'refused', reason: expect.stringMatching(/maxPerPayerPerDay/) })
    expect(asked).toEqual([86_400_000 * 9, 86_400_000 * 9])
  })
})

describe('hours', () => {
  const lagos = policySchema.parse({ hours: { timeZone: 'Africa/Lagos', open: [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }] } })
    .hours!
  const night = policySchema.parse({ hours: { open: [{ days: [5], from: '22:00', to: '02:00' }] } }).hours!
  test.each([
    ['Monday 08:00 in Lagos', lagos, '2026-11-23T07:00:00Z', true],
    ['a minute before', lagos, '2026-11-23T06:59:59Z', false],
    ['Monday 18:00 in Lagos', lagos, '2026-11-23T17:00:00Z', false],
    ['Sunday noon', lagos, '2026-11-22T11:00:00Z', false],
    ['Friday before midnight', night, '2026-11-27T23:30:00Z', true],
    ['the morning after', night, '2026-11-28T01:59:00Z', true],
    ['two o’clock', night, '2026-11-28T02:00:00Z', false],
    ['the morning before', night, '2026-11-27T01:00:00Z', false],
  ])('%s', (_name, hours, at, open) => {
    expect(isOpen(hours, Date.parse(at))).toBe(open)
  })

  test('an unknown time zone and an impossible time are configuration errors', () => {
    const open = [{ from: '08:00', to: '18:00' }]
    expect(policySchema.safeParse({ hours: { timeZone: 'Africa/Atlantis', open } }).success).toBe(false)
    expect(policySchema.safeParse({ hours: { open: [{ from: '24:00', to: '18:00' }] } }).success).toBe(false)
  })
})

describe('the decision hook', () => {
  const servers: Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      server.close()
    }
  })

  type Seen = { readonly body: string; readonly signature: string }
  async function serve(answer: (seen: Seen, reply: (status: number, body: string, headers?: Record<string, string>) => void) => void) {
    const server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      answer({ body, signature: String(request.headers['paynode-signature']) }, (status, text, headers) => {
        response.writeHead(status, headers).end(text)
      })
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  }
  const secret = 'hook-secret'
  const askAt = (url: string, clock: Clock = systemClock, timeoutMs = 10_000) => ask({}, { clock, hook: { url, secret, timeoutMs } })

  test('sees a signed question without anything of the recipient, and may allow', async () => {
    let seen: Seen | undefined
    const url = await serve((question, reply) => {
      seen = question
      reply(200, '{"decision":"allow"}')
    })
    expect(await askAt(url)).toEqual({ type: 'allowed' })
    const time = /^t=(\d+),/.exec(seen?.signature ?? '')?.[1]
    expect(seen?.signature).toBe(`t=${time},v1=${createHmac('sha256', secret).update(`${time}.${seen?.body}`).digest('hex')}`)
    expect(JSON.parse(seen?.body ?? '')).toEqual({
      type: 'order.claim',
      order: { ...question, amount: question.amount.toString(), payout: '1000' },
    })
  })

  test('may refuse in its own words', async () => {
    const url = await serve((_question, reply) => reply(200, '{"decision":"refuse","reason":"KYC is missing"}'))
    expect(await askAt(url)).toEqual({ type: 'refused', reason: 'KYC is missing' })
  })

  test.each([
    ['an error', 500, '{"decision":"allow"}', {}, /answered 500/],
    ['a redirect', 302, '{"decision":"allow"}', { location: 'http://127.0.0.1:1/' }, /answered 302/],
    ['a page', 200, '<html>allow</html>', {}, /no decision/],
    ['another word', 200, '{"decision":"maybe"}', {}, /no decision/],
    ['a flood', 200, `{"decision":"allow","pad":"${'x'.repeat(20_000)}"}`, {}, /answered/],
  ])('%s is a no', async (_name, status, body, headers, reason) => {
    const url = await serve((_question, reply) => reply(status, body, headers))
    expect(await askAt(url)).toMatchObject({ type: 'refused', reason: expect.stringMatching(reason) })
  })

  test('silence is a no when the time is over', async () => {
    const clock = createVirtualClock(0)
    const url = await serve(() => void clock.advance(3_000)) // asked: from here on only the clock moves
    expect(await askAt(url, clock, 3_000)).toEqual({ type: 'refused', reason: 'the decision hook did not answer in time' })
  })

  test('a hook that is away is a no', async () => {
    expect(await askAt('http://127.0.0.1:1/')).toEqual({ type: 'refused', reason: 'the decision hook cannot be reached' })
  })
})
