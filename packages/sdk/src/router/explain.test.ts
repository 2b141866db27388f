/** What a person reads about a ranking. */
import { expect, test } from 'vitest'
import { explainRanking } from './explain.ts'
import type { Placing } from './types.ts'

const provider = '0x0000000000000000000000000000000000000001'
const ranking: Placing = {
  ranked: [
    {
      provider,
      score: 100_000,
      rate: 60_000,
      gate: 'load',
      features: [
        { name: 'cellSuccess', value: 9_000, weight: 65_536, contribution: 144_000 },
        { name: 'stake', value: 4_096, weight: 3_277, contribution: 3_277 },
        { name: 'price', value: -4_096, weight: 19_661, contribution: -19_661 },
        { name: 'load', value: 4_096, weight: -19_661, contribution: -100 },
        { name: 'inFlight', value: 2_048, weight: -39_322, contribution: -19_661 },
        { name: 'cellTrend', value: -400, weight: 45_875, contribution: -4_480 },
        { name: 'liquidity', value: 0, weight: -32_768, contribution: 0 },
      ],
    },
  ],
  excluded: [],
}

test('the three strongest reasons each way, strongest first', () => {
  expect(explainRanking(ranking)).toEqual([
    {
      provider,
      position: 0,
      score: 100_000,
      rate: 60_000,
      gate: 'load',
      for: ['pays reliably here (+2.20)', 'much stake behind the claim (+0.05)'],
      against: ['dearer than the best quote (−0.30)', 'busy with other orders (−0.30)', 'getting worse lately (−0.07)'],
    },
  ])
})
