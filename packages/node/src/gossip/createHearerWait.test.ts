/** Who is waited for before a report goes out, and for how long. */
import { describe, expect, test } from 'vitest'
import type { Clock } from '../runtime/clock.ts'
import { createHearerWait } from './createHearerWait.ts'

const { signal } = new AbortController()

function open() {
  let now = 0
  const state = { others: ['a', 'b'], here: new Set<string>(), at: (_now: number) => {} }
  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => {
      now += ms
      state.at(now)
    },
  }
  const wait = createHearerWait({ clock, longestMs: 1_000, others: () => state.others, hearers: () => state.here })
  const measure = async () => {
    const from = now
    await wait('topic', signal)
    return now - from
  }
  return { state, measure }
}

describe('hearers', () => {
  test('behavior: after a start the others are given time to join', async () => {
    const { state, measure } = open()
    state.at = (now) => {
      if (now >= 200) state.here = new Set(['a', 'b'])
    }
    expect(await measure()).toBe(200)
    expect(await measure()).toBe(0)
  })

  test('behavior: a provider that is off delays one report, not every one', async () => {
    const { state, measure } = open()
    state.here = new Set(['a'])
    expect(await measure()).toBe(1_000)
    expect(await measure()).toBe(0)
  })

  test('behavior: one that came back and went is waited for again, and so is a newcomer', async () => {
    const { state, measure } = open()
    state.here = new Set(['a'])
    await measure()
    state.here = new Set(['a', 'b'])
    expect(await measure()).toBe(0)
    state.here = new Set(['a'])
    expect(await measure()).toBe(1_000)
    state.others = ['a', 'b', 'c']
    expect(await measure()).toBe(1_000)
    expect(await measure()).toBe(0)
  })
})
