/** Where a payment is, what is remembered of it, and what a browser without storage does. */
import { afterEach, expect, test, vi } from 'vitest'
import type { OrderId } from '../../protocol/ids.ts'
import { type CheckoutRecord, maskAccount, toRecordKey } from './record.ts'
import { toProgress, toStage } from './stage.ts'
import { openRecordStore } from './storage.ts'

afterEach(() => vi.unstubAllGlobals())
const claimBy = 1_000
const unsent = { claimBy }
const sent = { claimBy, transactionHash: '0x01' }

test.each([
  ['nothing under way', { isBusy: false, record: undefined, status: undefined, now: 1 }, 'form'],
  ['preparing', { isBusy: true, record: undefined, status: undefined, now: 1 }, 'paying'],
  ['the wallet asks', { isBusy: true, record: unsent, status: 'none', now: 1 }, 'paying'],
  ['reloaded while the wallet asked', { isBusy: false, record: unsent, status: 'none', now: 1 }, 'unsent'],
  ['reloaded, the chain not asked yet', { isBusy: false, record: unsent, status: undefined, now: 1 }, 'paying'],
  ['sent, not mined', { isBusy: false, record: sent, status: 'none', now: 1 }, 'paying'],
  ['sent, dropped for good', { isBusy: false, record: sent, status: 'none', now: claimBy }, 'unsent'],
  ['locked after all', { isBusy: false, record: unsent, status: 'open', now: 1 }, 'open'],
  ['locked while the wallet still says busy', { isBusy: true, record: sent, status: 'claimed', now: 1 }, 'claimed'],
  ['over', { isBusy: false, record: sent, status: 'refunded', now: 1 }, 'refunded'],
] as const)('%s', (_name, facts, stage) => {
  expect(toStage(facts)).toBe(stage)
})

test('the timeline never goes further than the chain or a provider’s word', () => {
  expect(toProgress('none', [{ name: 'order.fulfilled' }])).toBe(0)
  expect(toProgress('open', [{ name: 'order.fulfilled' }])).toBe(1)
  expect(toProgress('claimed', [])).toBe(2)
  expect(toProgress('claimed', [{ name: 'order.fulfilled' }])).toBe(3)
  expect(toProgress('submitted', [])).toBe(4)
  expect(toProgress('settled', [])).toBe(5)
})

const record: CheckoutRecord = {
  version: 1,
  orderId: `0x${'11'.repeat(32)}` as OrderId,
  payer: `0x${'22'.repeat(20)}`,
  payout: 'NGN 25,000.00',
  cost: '15.80 tUSD',
  recipient: 'ADA OBI · ••••6789',
  createdAt: 1,
  claimBy,
}

function stubStorage(initial: Readonly<Record<string, string>> = {}) {
  const items = new Map(Object.entries(initial))
  const getItem = (key: string) => items.get(key) ?? null
  vi.stubGlobal('localStorage', {
    getItem,
    setItem: (key: string, value: string) => items.set(key, value),
    removeItem: (key: string) => items.delete(key),
  })
  return items
}

test('a record is found again by whoever opens the same key, and stays the same object while nothing changes', () => {
  const items = stubStorage()
  openRecordStore('a').save(record)
  const again = openRecordStore('a')
  expect(again.load()).toEqual(record)
  expect(again.load()).toBe(again.load())
  again.save(undefined)
  expect(items.size).toBe(0)
  expect(openRecordStore('a').load()).toBeUndefined()
})

test.each(['{', '{"version":2}', JSON.stringify({ ...record, orderId: 'javascript:alert(1)' })])(
  'what is no record is none: %s',
  (text) => {
    stubStorage({ a: text })
    expect(openRecordStore('a').load()).toBeUndefined()
  },
)

test('without storage a payment is remembered until the page goes', () => {
  const refuse = () => {
    throw new Error('storage is forbidden here')
  }
  vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse, removeItem: refuse })
  const store = openRecordStore('a')
  let told = 0
  store.subscribe(() => told++)
  store.save(record)
  expect(store.load()).toEqual(record)
  expect(told).toBe(1)
})

test('keys tell chains, escrows and payers apart; accounts are masked', () => {
  const network = { chainId: 1, contracts: { OrderEscrow: '0xAB' } } as unknown as Parameters<typeof toRecordKey>[0]
  expect(toRecordKey(network, '0xCD')).toBe('paynode:1:0xab:0xcd')
  expect(maskAccount('0123456789')).toBe('••••6789')
  expect(maskAccount('6789')).toBe('••••')
})
