/** What a ranking keeps for the next one never shows: a state that was ranked often ranks like its copy that never was. */
import { expect, test } from 'vitest'
import { goldenOrder, play } from './golden.ts'
import { parseState, serialiseState } from './model/serialise.ts'
import { rankProviders } from './rank.ts'

test.each([1, 2, 3])('between events of every kind, orders of every size, pins and failures, seed %i', (seed) => {
  let compared = 0
  play({ seed, events: 800, providers: 24, every: 5 }, (state, index, draw) => {
    const copy = parseState(serialiseState(state))
    for (let round = 0; round < 3; round++) {
      const order = goldenOrder(index + draw(6))
      const [pinned, failed] = [state.ids[draw(24)], state.ids[draw(24)]] as `0x${string}`[]
      const asked = draw(3) === 0 && pinned && failed ? { ...order, pinned: [pinned], failed: [failed] } : order
      const ranked = rankProviders(state, asked)
      expect(ranked).toEqual(rankProviders(copy, asked))
      compared += ranked.ranked.length
    }
  })
  expect(compared).toBeGreaterThan(500)
})
