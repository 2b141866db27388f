/** What a gateway can say of an anchored epoch: the anchored bytes, or something that is found out. */
import type { Address, Hex } from 'viem'
import { bytesToHex } from 'viem'
import { expect, test } from 'vitest'
import { hashStatement } from '../protocol/anchor.ts'
import { hashBundle, type Report } from '../protocol/report.ts'
import { encodeSignedReports } from '../protocol/reportBytes.ts'
import { stateRoot } from '../router/model/root.ts'
import { serialiseState } from '../router/model/serialise.ts'
import { address, attempt, network, report as plain, START } from '../router/router.fixture.ts'
import { checkSnapshot } from './checkSnapshot.ts'

const epoch = START / 60
const corridor = 'NGN/bank'
const signature: Hex = `0x${'5a'.repeat(65)}`
const sign = (provider: Address, change: Partial<Report> = {}): Report => ({ ...plain, provider, corridor, epoch, views: [], ...change })
const reports = [sign(address(0)), sign(address(1), { views: [{ provider: address(0) as Address, advice: 9 }] })]
const state = network(3)
for (let index = 0; index < 40; index++) attempt(state, index, address(index % 3), { success: index % 4 > 0 })

const toBytes = (list: readonly Report[]) => bytesToHex(encodeSignedReports(list.map((report) => ({ report, signature }))))
const statement = { bundle: hashBundle(corridor, epoch, reports), height: 96, root: stateRoot(state) }
const wanted = { corridor, epoch, digest: hashStatement({ corridor, epoch, ...statement }) } as const
const honest = { statement, reports: toBytes(reports), model: serialiseState(state) }

test('the anchored parts are taken, and give the very state', () => {
  const snapshot = checkSnapshot(honest, wanted)
  expect(stateRoot(snapshot.state)).toBe(statement.root)
  expect(snapshot.reports.map(({ views }) => views.length)).toEqual([0, 1])
})

const other = network(3)
for (let index = 0; index < 40; index++) attempt(other, index, address(index % 3), { success: true })
const ranked = serialiseState(state).replace(/"ids":\["0x(..)/, '"ids":["0xFF')

test.each<[string, object, RegExp]>([
  ['another statement', { statement: { ...statement, height: 104 } }, /anchored digest/],
  ['another root in the statement', { statement: { ...statement, root: stateRoot(other) } }, /anchored digest/],
  ['another epoch’s parts', { statement: { ...statement, bundle: hashBundle(corridor, epoch + 1, reports) } }, /anchored digest/],
  ['one report less', { reports: toBytes(reports.slice(1)) }, /anchored bundle/],
  ['one report more', { reports: toBytes([...reports, sign(address(2))]) }, /anchored bundle/],
  [
    'a better price for a friend',
    { reports: toBytes([sign(address(0), { rate: plain.rate + 1n }), ...reports.slice(1)]) },
    /anchored bundle/,
  ],
  [
    'advice that was not given',
    { reports: toBytes([reports[0] as Report, sign(address(1), { views: [{ provider: address(0), advice: 10 }] })]) },
    /anchored bundle/,
  ],
  ['reports that are none', { reports: '0x00' }, /anchored bundle/],
  ['a model that learned something else', { model: serialiseState(other) }, /anchored one|canonical/],
  ['a model with another provider in a row', { model: ranked }, /anchored one|canonical/],
  ['a model with a fraction', { model: honest.model.replace(/:\[(\d+)/, ':[0.5') }, /whole numbers/],
  ['a model with blanks', { model: `${honest.model.slice(0, -1)} }` }, /canonical/],
  ['a model with a key more', { model: `${honest.model.slice(0, -1)},"note":1}` }, /canonical/],
  ['a model of other rules', { model: honest.model.replace('paynode-router-', 'paynode-router-0') }, /./],
  ['no model', { model: undefined }, /./],
])('%s is found out', (_name, lie, message) => {
  expect(() => checkSnapshot({ ...honest, ...lie }, wanted)).toThrow(message)
})

test('the right parts for another corridor, epoch or digest are the wrong ones', () => {
  expect(() => checkSnapshot(honest, { ...wanted, corridor: 'KES/mpesa' })).toThrow(/anchored digest/)
  expect(() => checkSnapshot(honest, { ...wanted, epoch: epoch + 1 })).toThrow(/anchored digest/)
  expect(() => checkSnapshot(honest, { ...wanted, digest: `0x${'00'.repeat(32)}` })).toThrow(/anchored digest/)
})
