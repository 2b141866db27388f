/** What probes say of peers: enough of them, the last minute, and nothing while this machine itself is cut off. */
import type { ProviderId } from '@paynode/sdk/protocol'
import { expect, test } from 'vitest'
import { createMeasurements } from './measurements.ts'

const [one, two] = ['0x01', '0x02'] as unknown as [ProviderId, ProviderId]
const round = (first: number | undefined, second: number | undefined) => new Map([[one, first], [two, second]]) // biome-ignore format: one line

test('shares of failed probes, medians and 95th percentiles, from three probes on', () => {
  const measured = createMeasurements()
  measured.record(round(10, undefined))
  measured.record(round(30, undefined))
  expect(measured.read().size).toBe(0)
  measured.record(round(20.4, undefined))
  measured.record(round(undefined, 7))
  expect(measured.read().get(one)).toEqual({ failedBps: 2_500, rtt50: 20, rtt95: 30 })
  expect(measured.read().get(two)).toEqual({ failedBps: 7_500, rtt50: 7, rtt95: 7 })
})

test('who never answered has the round trip of a probe that ran out', () => {
  const measured = createMeasurements()
  for (let index = 0; index < 3; index++) measured.record(round(1, undefined))
  expect(measured.read().get(two)).toEqual({ failedBps: 10_000, rtt50: 4_000, rtt95: 4_000 })
})

test('what is older than twelve rounds is forgotten, and so is who left', () => {
  const measured = createMeasurements()
  for (let index = 0; index < 5; index++) measured.record(round(1, undefined))
  for (let index = 0; index < 12; index++) measured.record(round(1, 2))
  expect(measured.read().get(two)?.failedBps).toBe(0)
  measured.record(new Map([[one, 1]]))
  expect([...measured.read().keys()]).toEqual([one])
})

test('a round in which nobody answers says nothing of anybody', () => {
  const measured = createMeasurements()
  for (let index = 0; index < 3; index++) measured.record(round(5, 5))
  for (let index = 0; index < 12; index++) measured.record(round(undefined, undefined))
  expect(measured.read().get(one)?.failedBps).toBe(0)
})
