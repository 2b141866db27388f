/** Few connections each, none of them one-sided by rule, and nobody cut off when many are away. */
import { describe, expect, test } from 'vitest'
import { getNeighbours } from './neighbours.ts'

const name = (count: number) => Array.from({ length: count }, (_, index) => `peer${index}`)
const link = (peers: readonly string[]) => new Map(peers.map((self) => [self, getNeighbours({ self, peers, salt: `salt of ${self}` })]))

/** Steps from the first to the farthest of `alive`, or infinity when some are cut off. */
function getDepth(links: ReadonlyMap<string, ReadonlySet<string>>, alive: ReadonlySet<string>): number {
  const start = [...alive][0] as string
  const seen = new Set([start])
  let edge = [start]
  let depth = 0
  while (edge.length > 0) {
    const next = [...alive].filter((peer) => !seen.has(peer) && edge.some((at) => links.get(at)?.has(peer) || links.get(peer)?.has(at)))
    for (const peer of next) seen.add(peer)
    if (next.length > 0) depth += 1
    edge = next
  }
  return seen.size === alive.size ? depth : Number.POSITIVE_INFINITY
}

describe('neighbours', () => {
  test('behavior: a small network is connected completely', () => {
    for (const [self, near] of link(name(24)))
      expect([...near].sort()).toEqual(
        name(24)
          .filter((peer) => peer !== self)
          .sort(),
      )
  })

  test.each([25, 50, 200])('behavior: %i daemons keep few connections and are few steps apart', (count) => {
    const peers = name(count)
    const links = link(peers)
    for (const [self, near] of links) {
      expect(near.has(self)).toBe(false)
      expect(near.size).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(count / 2)) + 4)
      const expected = [...near].filter((peer) => links.get(peer)?.has(self)).length
      expect(expected).toBeGreaterThanOrEqual(near.size - 2) // all but one's own choice count on it too
    }
    expect(getDepth(links, new Set(peers))).toBeLessThanOrEqual(5)
  })

  test('behavior: half of fifty may be away, the others still reach each other', () => {
    const peers = name(50)
    const links = link(peers)
    for (let draw = 0; draw < 50; draw++) {
      const alive = new Set(peers.filter((_, index) => ((index + 1) * (draw + 51)) % 101 > 50))
      expect(alive.size).toBeGreaterThan(15)
      expect(getDepth(links, alive)).toBeLessThan(Number.POSITIVE_INFINITY)
    }
  })

  test('behavior: the two of its own choice are each daemon’s secret', () => {
    const peers = name(50)
    const choices = new Set(name(20).map((salt) => [...getNeighbours({ self: 'peer0', peers, salt })].slice(-2).join()))
    expect(choices.size).toBeGreaterThan(15)
  })
})
