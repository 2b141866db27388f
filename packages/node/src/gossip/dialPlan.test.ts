/** Who dials whom, when, and how many at a time. */
import { describe, expect, test } from 'vitest'
import { createDialPlan, type DialPlan } from './dialPlan.ts'

const none: ReadonlySet<string> = new Set()
const names = Array.from({ length: 50 }, (_, index) => `peer${String(index).padStart(2, '0')}`)
const random = () => 0

describe('dial plan', () => {
  test('behavior: fifty that start at once make one dial per pair, about half of them each, three at a time', () => {
    const plans = new Map<string, DialPlan>(names.map((self) => [self, createDialPlan({ self, random })]))
    const links = new Map(names.map((self) => [self, new Set<string>()]))
    const dials: { from: string; to: string }[] = []
    for (let now = 1; now < 9_000; now += 100) {
      const round = names.flatMap((from) => {
        const chosen =
          plans.get(from)?.next({ wanted: new Set(names), known: names, connected: new Set(links.get(from)), dialing: none, now }) ?? []
        expect(chosen.length).toBeLessThanOrEqual(3)
        return chosen.map((to) => ({ from, to }))
      })
      dials.push(...round)
      for (const { from, to } of round) links.get(from)?.add(to) && links.get(to)?.add(from)
    }
    expect([...links.values()].map(({ size }) => size)).toEqual(names.map(() => 49))
    const pairs = new Set(dials.map(({ from, to }) => [from, to].sort().join(' ')))
    expect(pairs.size).toBe(1_225)
    expect(dials.length).toBeLessThan(1_225 + 3 * 50) // the first three are dialled by both, for want of any peer
    for (const self of names) expect(dials.filter(({ from }) => from === self).length).toBeLessThan(35)
  })

  test('behavior: who is not the caller dials too, once the caller had its turn', () => {
    const friends = ['x1', 'x2', 'x3']
    const both = ['a1', 'b1'].map((self) => createDialPlan({ self, random }))
    const asked = (now: number) =>
      both.map(
        (plan) => plan.next({ wanted: new Set(['a1', 'b1']), known: ['a1', 'b1'], connected: new Set(friends), dialing: none, now }).length,
      )
    expect(asked(0).toSorted()).toEqual([0, 1])
    expect(asked(9_999).reduce((sum, count) => sum + count)).toBeLessThanOrEqual(1)
    const waiting = createDialPlan({ self: 'b1', random })
    const look = (now: number) => waiting.next({ wanted: new Set(['a1']), known: ['a1'], connected: new Set(friends), dialing: none, now })
    expect([look(0), look(10_000)]).toEqual([[], ['a1']])
  })

  test('behavior: a peer that cannot be reached is tried ever more seldom, at most every sixteen seconds', () => {
    const plan = createDialPlan({ self: 'a1', random })
    const at: number[] = []
    for (let now = 0; now < 70_000; now += 500) {
      if (plan.next({ wanted: new Set(['b1']), known: ['b1'], connected: none, dialing: none, now }).length > 0) at.push(now)
    }
    expect(at.slice(1).map((now, index) => now - (at[index] ?? 0))).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 16_000, 16_000])
  })

  test('error: a peer that hangs up right after every handshake is not dialled every second', () => {
    const plan = createDialPlan({ self: 'a1', random })
    let dials = 0
    let open = false
    for (let now = 0; now < 60_000; now += 1_000) {
      const chosen = plan.next({ wanted: new Set(['b1']), known: ['b1'], connected: new Set(open ? ['b1'] : []), dialing: none, now })
      open = chosen.length > 0 // for one look
      dials += chosen.length
    }
    expect(dials).toBeLessThanOrEqual(8)
  })

  test('behavior: a connection that lasted wipes the slate, and who left the registry is forgotten', () => {
    const plan = createDialPlan({ self: 'a1', random })
    const look = (now: number, connected: ReadonlySet<string>, known: readonly string[] = ['b1']) =>
      plan.next({ wanted: new Set(known), known, connected, dialing: none, now }).length
    for (let now = 0; now < 40_000; now += 500) look(now, none)
    look(40_000, new Set(['b1']))
    look(43_000, new Set(['b1']))
    expect(look(43_500, none)).toBe(1)
    expect(look(43_600, none)).toBe(0)
    look(43_700, none, [])
    expect(look(43_800, none)).toBe(1)
  })

  test('behavior: others than those wanted are dialled only for want of any peer', () => {
    const far = ['f1', 'f2', 'f3', 'f4', 'f5']
    const plan = createDialPlan({ self: 'a1', random })
    const look = (connected: readonly string[]) =>
      plan.next({ wanted: new Set(['b1']), known: ['b1', ...far], connected: new Set(connected), dialing: none, now: 20_000 })
    expect(look(['b1', 'f1', 'f2'])).toEqual([])
    expect(look(['f1'])).toHaveLength(2)
  })
})
