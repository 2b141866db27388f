/** The demo's plan is payable, and its verdict notices every broken promise. */
import { parseRecipient, parseUnitsExact } from '@paynode/sdk/protocol'
import { expect, test } from 'vitest'
import { toVerdict } from './compareRankings.ts'
import { findViolations } from './findViolations.ts'
import { planOrders } from './plan.ts'
import type { DemoRow } from './types.ts'

const names = ['NGN/bank', 'KES/mpesa', 'GHS/mobile'] as const
const id = `0x${'ab'.repeat(32)}` as DemoRow['orderId']

test('24 orders, every account well-formed, each fault once', () => {
  const plan = planOrders(names)
  expect(plan).toHaveLength(24)
  for (const { to, amount, corridor } of plan) {
    expect(parseRecipient(to).corridor).toBe(corridor)
    expect(parseUnitsExact(amount, 6)).toBeGreaterThan(0n)
  }
  expect(
    plan
      .map(({ kind }) => kind)
      .filter((kind) => kind !== 'plain')
      .sort(),
  ).toEqual(['dropped', 'killed', 'unserved'])
  expect(plan.filter(({ to }) => to.endsWith('1111')).map(({ kind }) => kind)).toEqual(['dropped'])
})

test('daemons agree only when all have the same digest and order', () => {
  const answer = { route: '0x01', ranking: ['0xA', '0xB'] }
  expect(toVerdict(id, [answer, { route: '0x01', ranking: ['0xa', '0xb'] }]).agreed).toBe(true)
  expect(toVerdict(id, [answer, { ...answer, route: '0x02' }]).agreed).toBe(false)
  expect(toVerdict(id, [answer, { ...answer, ranking: ['0xB', '0xA'] }]).agreed).toBe(false)
  expect(toVerdict(id, [answer, undefined]).agreed).toBe(false)
  expect(toVerdict(id, []).agreed).toBe(false)
})

const row = (parts: Partial<DemoRow>): DemoRow => ({
  number: 1,
  kind: 'plain',
  orderId: id,
  corridor: 'NGN/bank',
  amount: '1',
  ranking: ['0xA', '0xB'],
  claimers: ['0xA'],
  outcome: 'settled',
  reference: 'pn',
  transaction: '0x',
  seconds: 3,
  ...parts,
})
const agreed = { agreed: 1, total: 1 }

test('a good run has no violations', () => {
  const killed = row({ kind: 'killed', killed: '0xA', claimers: ['0xA', '0xB'] })
  expect(findViolations([row({}), killed, row({ kind: 'unserved', outcome: 'refunded', claimers: [] })], agreed, [])).toEqual([])
})

test.each([
  ['an unsettled order', row({ outcome: 'open' })],
  ['an unserved order that was paid', row({ kind: 'unserved', outcome: 'settled', claimers: [] })],
  ['a killed claimer that paid after all', row({ kind: 'killed', killed: '0xA', claimers: ['0xA'] })],
  ['a killed claimer that was not first', row({ kind: 'killed', killed: '0xB', claimers: ['0xB', '0xA'] })],
])('%s is a violation', (_name, broken) => {
  expect(findViolations([broken], agreed, [])).toHaveLength(1)
})

test('disagreement and an unbalanced ledger are violations', () => {
  const ledger = { corridor: 'NGN/bank', paid: 2n, owed: 1n, payments: 2, doubles: ['pn'], strangers: [], missing: [] }
  expect(findViolations([], { agreed: 0, total: 1 }, [ledger])).toHaveLength(2)
})
