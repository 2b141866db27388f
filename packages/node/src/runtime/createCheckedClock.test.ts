/** Whose time counts when they differ. */
import { expect, test } from 'vitest'
import { chainWitness, createCheckedClock } from './createCheckedClock.ts'
import { createVirtualClock } from './createVirtualClock.ts'

const HOUR = 3_600_000
const START = 1_700_000_000_000
const open = () => {
  const machine = createVirtualClock(START)
  const offsets: number[] = []
  const clock = createCheckedClock(machine, (offset) => offsets.push(offset))
  return { machine, clock, offsets }
}

test.each([
  ['right', 0, 3_000, 0, 0],
  ['an hour slow', HOUR, HOUR, HOUR - 400, HOUR - 400],
  ['an hour fast', -HOUR, -HOUR - 400, -HOUR, -HOUR],
  ['right beside a node that lags', 0, -HOUR, 0, 0],
])('a machine that is %s', (_name, _truth, chain, http, offset) => {
  const { clock } = open()
  clock.hear(chainWitness, START + chain)
  clock.hear('rpc', START + http)
  expect(Math.abs(clock.offset() - offset)).toBeLessThanOrEqual(400)
  expect(clock.now()).toBe(START + clock.offset())
})

test('with one witness the later time counts', () => {
  const { clock, offsets } = open()
  clock.hear(chainWitness, START + HOUR)
  expect(clock.now()).toBe(START + HOUR)
  clock.hear(chainWitness, START - HOUR)
  expect(clock.now()).toBe(START)
  expect(offsets).toEqual([HOUR, 0])
})

test('no correction for what blocks and seconds round, and none from those who fell silent long ago', () => {
  const { clock, machine } = open()
  clock.hear(chainWitness, START + 19_000)
  expect(clock.offset()).toBe(0)
  clock.hear(chainWitness, START + HOUR)
  machine.advance(2 * HOUR)
  clock.hear('rpc', machine.now())
  expect(clock.offset()).toBe(0)
})
