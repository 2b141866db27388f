import { expect, test } from 'vitest'
import { corridors } from '../protocol/corridor.ts'
import { toPayWindow } from './toPayWindow.ts'

test.each(Object.values(corridors))('$corridor: longer than its payouts take, and no longer than the escrow allows', (info) => {
  const window = toPayWindow(info.corridor)
  expect(window).toBeGreaterThanOrEqual(info.settleSeconds * 1.5)
  expect(window).toBeLessThanOrEqual(7 * 86_400)
  expect(Number.isInteger(window)).toBe(true)
})

test('five minutes where payouts take seconds', () => {
  expect(toPayWindow('NGN/bank')).toBe(300)
})
