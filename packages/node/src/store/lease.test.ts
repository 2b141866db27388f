/** Two daemons on one database: real processes, and a file system whose locks do not reach the other machine. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { enqueueEffect, releaseLeases } from './effects.ts'
import { openStore, readStore, type Store } from './store.ts'
import { recordTransaction } from './transactions.ts'

let folder = ''
let path = ''
const open: Store[] = []
const own = (machine?: string) => {
  const store = openStore(path, { exclusive: true, machine })
  open.push(store)
  return store
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paynode-lease-'))
  path = join(folder, 'paynode.db')
})
afterEach(() => {
  for (const store of open.splice(0)) store.close()
  rmSync(folder, { recursive: true })
})

const file = fileURLToPath(new URL('./lease.fixture.ts', import.meta.url))
async function startProcess() {
  const child = fork(file, [path], { stdio: 'ignore' })
  const [said] = (await once(child, 'message')) as [string]
  return { child, said }
}
const claimOf = (store: Store) => store.db.prepare('SELECT count(*) AS count FROM effects').get() as { count: number }
const act = (store: Store) => enqueueEffect(store, '0x01' as never, { kind: 'payout', dueAt: 0 })
const transfer = { purpose: 'claim', nonce: 0, to: '0x02', data: '0x', hash: '0x03', raw: '0x04', at: 1, cost: 1n } as const

test('a second process is refused while the first lives, and takes over at once when it was killed', async () => {
  const first = await startProcess()
  expect(first.said).toBe('owned')
  const second = await startProcess()
  expect(second.said).toContain('in use by another daemon')
  expect(() => openStore(path, { exclusive: true })).toThrow('in use by another daemon')
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  const third = await startProcess()
  expect(third.said).toBe('owned')
  third.child.kill('SIGKILL')
  await once(third.child, 'exit')
})

test('others may read while the daemon runs', () => {
  const store = own()
  act(store)
  const reader = readStore(path)
  expect(claimOf(reader)).toEqual({ count: 1 })
  expect(() => act(reader)).toThrow('readonly')
  reader.close()
})

test('where locks do not reach, the lease of a living daemon keeps the other machine out', () => {
  own('here')
  unlinkSync(`${path}.lock`)
  expect(() => own('there')).toThrow(/in use by a daemon on here; .* 15 s/)
})

test('a daemon that lost its lease can write nothing more, whatever it was about to do', () => {
  const first = own('here')
  act(first)
  unlinkSync(`${path}.lock`)
  first.db.exec('UPDATE lease SET until = 0') // it was asleep for long
  const second = own('there')
  const fenced = 'another daemon has taken this database over'
  expect(() => act(first)).toThrow(fenced)
  expect(() => releaseLeases(first)).toThrow(fenced)
  expect(() => recordTransaction(first, transfer)).toThrow(fenced)
  expect(() => first.transaction(() => act(first))).toThrow(fenced)
  expect(() => first.renewLease()).toThrow(fenced)
  act(second)
  second.renewLease()
  expect(claimOf(second)).toEqual({ count: 1 })
  first.close() // releases nothing of the other's
  expect(() => act(second)).not.toThrow()
})

test('a daemon that was closed leaves the database to anybody', () => {
  own('here').close()
  expect(() => own('there')).not.toThrow()
})
