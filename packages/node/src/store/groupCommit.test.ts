/** Shared commits: all durable together, each failing alone. */
import { expect, test } from 'vitest'
import { openStore } from './store.ts'

const open = () => {
  const store = openStore(':memory:')
  store.db.exec('CREATE TABLE log (value INTEGER NOT NULL) STRICT')
  const add = (value: number) => store.db.prepare('INSERT INTO log VALUES (?)').run(value).changes
  const values = () =>
    store.db
      .prepare<[], { value: number }>('SELECT value FROM log ORDER BY rowid')
      .all()
      .map(({ value }) => value)
  return { store, add, values }
}

test('work of one turn is committed together, in order, with its results', async () => {
  const { store, add, values } = open()
  const commits = [1, 2, 3].map((value) => store.commit(() => add(value)))
  expect(values()).toEqual([])
  expect(await Promise.all(commits)).toEqual([1, 1, 1])
  expect(values()).toEqual([1, 2, 3])
  store.close()
})

test('who fails takes back its own part alone', async () => {
  const { store, add, values } = open()
  const failing = store.commit(() => {
    add(7)
    throw new Error('no')
  })
  const results = await Promise.allSettled([store.commit(() => add(1)), failing, store.commit(() => add(2))])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(values()).toEqual([1, 2])
  store.close()
})

test('a commit that fails is told to everybody', async () => {
  const { store, add } = open()
  const commits = [1, 2].map((value) => store.commit(() => add(value)))
  store.close()
  expect((await Promise.allSettled(commits)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
