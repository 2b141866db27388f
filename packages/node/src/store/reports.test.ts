/** The reports table keeps a report, the proof of an equivocation, and no flood. */
import { describe, expect, test } from 'vitest'
import { createIdentity, createReport, createSigned } from '../gossip/gossip.fixture.ts'
import { countReports, deleteReportsBefore, listReports, saveReport } from './reports.ts'
import { openStore } from './store.ts'

const identity = createIdentity(1)

describe('saveReport', () => {
  test('behavior: gives back what was saved', async () => {
    const store = openStore(':memory:')
    const signed = await createSigned(identity, { rate: (1n << 127n) + 1n })
    saveReport(store, signed, 1)
    expect(listReports(store, 'NGN/bank', 100)).toEqual([signed])
    expect(listReports(store, 'KES/mpesa', 100)).toEqual([])
  })

  test('behavior: one content is one row, whatever its signature and the order of its fields', () => {
    const store = openStore(':memory:')
    const report = createReport(identity.operator)
    saveReport(store, { report, signature: '0x01' }, 1)
    saveReport(store, { report: Object.fromEntries(Object.entries(report).reverse()) as typeof report, signature: '0x02' }, 2)
    expect(listReports(store, 'NGN/bank', 100)).toHaveLength(1)
  })

  test('behavior: two different ones are proof enough', () => {
    const store = openStore(':memory:')
    for (let rate = 1n; rate < 9n; rate++)
      saveReport(store, { report: createReport(identity.operator, { rate }), signature: `0x0${rate}` }, 1)
    expect(countReports(store, 'NGN/bank', 100, identity.operator)).toBe(2)
  })

  test('behavior: old epochs can be forgotten', () => {
    const store = openStore(':memory:')
    for (const epoch of [1, 2, 3]) saveReport(store, { report: createReport(identity.operator, { epoch }), signature: '0x01' }, 1)
    deleteReportsBefore(store, 'NGN/bank', 3)
    expect([1, 2, 3].map((epoch) => listReports(store, 'NGN/bank', epoch).length)).toEqual([0, 0, 1])
  })
})
