/** The directory asks rarely, keeps what it has, and says why a name is not known. Against the sandbox PSP's own server. */
import { parseRecipient } from '@paynode/sdk/protocol'
import { afterEach, expect, test } from 'vitest'
import { createVirtualClock } from '../runtime/createVirtualClock.ts'
import { createDirectory } from './createDirectory.ts'
import type { Institution, PspAdapter, ResolveResult } from './psp.ts'

const stop = new AbortController()
const banks: readonly Institution[] = [{ code: '058', name: 'Guaranty Trust Bank' }]
let asked = 0
afterEach(() => {
  asked = 0
})

function open(answers: readonly (readonly Institution[] | undefined)[], named: ResolveResult = { type: 'unsupported' }) {
  const clock = createVirtualClock(0)
  const adapter = {
    institutions: async () => answers[Math.min(asked++, answers.length - 1)],
    resolve: async () => named,
  } as unknown as PspAdapter // the two calls that a directory makes
  const directory = createDirectory({ clock, adapterFor: (corridor) => (corridor === 'GHS/mobile' ? undefined : adapter) })
  return { clock, directory, list: () => directory.institutions('NGN/bank', stop.signal) }
}

test('one list is one request, for hours', async () => {
  const { clock, list } = open([banks])
  expect(await Promise.all([list(), list(), list()])).toEqual([banks, banks, banks])
  clock.advance(6 * 3_600_000 - 1)
  expect(await list()).toEqual(banks)
  expect(asked).toBe(1)
  clock.advance(1)
  await list()
  expect(asked).toBe(2)
})

test('an old list serves on while the PSP is away, and it is asked again soon', async () => {
  const { clock, list } = open([banks, undefined, [], [...banks, { code: '044', name: 'Access Bank' }]])
  await list()
  clock.advance(6 * 3_600_000)
  expect(await list()).toEqual(banks)
  expect(await list()).toEqual(banks)
  expect(asked).toBe(2)
  clock.advance(60_000)
  expect(await list()).toEqual(banks)
  clock.advance(60_000)
  expect(await list()).toHaveLength(2)
})

test('a rail without institutions and a corridor without a PSP have no list', async () => {
  const { directory } = open([banks])
  expect(await directory.institutions('KES/mpesa', stop.signal)).toBeUndefined()
  expect(await directory.institutions('GHS/mobile', stop.signal)).toBeUndefined()
  expect(asked).toBe(0)
})

const account = parseRecipient('NGN/bank:058:0123456789')
test.each([
  [{ type: 'name', name: 'ADA OBI' }, account, { type: 'resolved', accountName: 'ADA OBI' }],
  [{ type: 'invalid' }, account, { type: 'unresolved', reason: 'not-found' }],
  [{ type: 'unknown' }, account, { type: 'unresolved', reason: 'unavailable' }],
  [{ type: 'unsupported' }, account, { type: 'unresolved', reason: 'unsupported' }],
  [
    { type: 'name', name: 'ADA OBI' },
    { ...account, account: '12' },
    { type: 'unresolved', reason: 'malformed' },
  ],
  [{ type: 'name', name: 'ADA OBI' }, parseRecipient('GHS/mobile:MTN:233241234567'), { type: 'unresolved', reason: 'unsupported' }],
] as const)('%o', async (named, recipient, expected) => {
  expect(await open([banks], named).directory.verifyAccount(recipient, stop.signal)).toEqual(expected)
})
