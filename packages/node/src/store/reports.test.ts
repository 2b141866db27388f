/** The reports table keeps a report, the proof of an equivocation, and no flood. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { createIdentity, createReport, createSigned } from '../gossip/gossip.fixture.ts'
import { countReports, deleteReportsBefore, listReports, saveReport } from './reports.ts'
import { migrations, openStore } from './store.ts'

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

test('reports of the form before views are forgotten when the database is opened: nobody could encode them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paynode-reports-'))
  const path = join(folder, 'paynode.db')
  try {
    const old = new Database(path)
    for (const sql of migrations.slice(0, 7)) old.exec(sql)
    old.pragma('user_version = 7')
    old
      .prepare('INSERT INTO reports (corridor, epoch, provider, signature, report, received_at) VALUES (?, ?, ?, ?, ?, ?)')
      .run('NGN/bank', 100, identity.operator, '0x01', '{"provider":"of another form"}', 1)
    old.close()
    const store = openStore(path)
    expect(listReports(store, 'NGN/bank', 100)).toEqual([])
    store.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
