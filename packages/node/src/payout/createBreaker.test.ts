/** When a PSP gets no new payouts, and how it comes back. */
import { expect, test } from 'vitest'
import { createVirtualClock } from '../runtime/createVirtualClock.ts'
import { createBreaker } from './createBreaker.ts'

const OPEN_MS = 1_000
function open() {
  const clock = createVirtualClock(1_700_000_000_000)
  const changes: string[] = []
  const breaker = createBreaker({
    clock,
    badInARow: 3,
    openMs: OPEN_MS,
    onChange: (psp, state, verdict) => changes.push(`${psp} ${state} ${verdict}`),
  })
  return { clock, breaker, changes }
}

test('opens after unclear answers in a row, for this PSP alone; a clear word in between starts the count anew', () => {
  const { breaker, changes } = open()
  for (const verdict of ['bad', 'bad', 'good', 'bad', 'bad'] as const) breaker.note('a', verdict)
  expect(breaker.allows('a')).toBe(true)
  breaker.note('a', 'bad')
  expect([breaker.allows('a'), breaker.allows('b'), breaker.state('a')]).toEqual([false, true, 'open'])
  expect(changes).toEqual(['a open bad'])
})

test('a refused credential opens it at once: more tries would lock the account', () => {
  const { breaker } = open()
  breaker.note('a', 'locked')
  expect(breaker.take('a')).toBe(false)
})

test('after its time one payout tries; success closes it, another unclear answer keeps it open for twice as long', () => {
  const { clock, breaker, changes } = open()
  breaker.note('a', 'locked')
  clock.advance(OPEN_MS)
  expect(breaker.state('a')).toBe('halfOpen')
  expect([breaker.take('a'), breaker.take('a'), breaker.allows('a')]).toEqual([true, false, false])
  breaker.note('a', 'bad')
  clock.advance(OPEN_MS)
  expect(breaker.state('a')).toBe('open')
  clock.advance(OPEN_MS)
  expect(breaker.take('a')).toBe(true)
  breaker.note('a', 'good')
  expect([breaker.state('a'), breaker.take('a'), breaker.take('a')]).toEqual(['closed', true, true])
  expect(changes).toEqual(['a open locked', 'a open bad', 'a closed good'])
})

test('a try that never ends holds up the next one for a while only', () => {
  const { clock, breaker } = open()
  breaker.note('a', 'locked')
  clock.advance(OPEN_MS)
  expect(breaker.take('a')).toBe(true)
  clock.advance(OPEN_MS)
  expect(breaker.take('a')).toBe(true)
})

test('late answers of requests from before the outage change nothing about its length', () => {
  const { clock, breaker } = open()
  breaker.note('a', 'locked')
  clock.advance(OPEN_MS - 1)
  for (let late = 0; late < 5; late++) breaker.note('a', 'bad')
  clock.advance(1)
  expect(breaker.state('a')).toBe('halfOpen')
})
