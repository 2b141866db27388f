/** Wire bytes of reports: one report, one encoding. */
import fc from 'fast-check'
import { bytesToHex, getAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import { type PeerView, VIEW_BYTES } from './peerView.ts'
import type { Report, SignedReport } from './report.ts'
import {
  decodeSignedReport,
  decodeSignedReports,
  encodeSignedReport,
  encodeSignedReports,
  MAX_REPORT_BYTES,
  REPORT_BYTES,
} from './reportBytes.ts'

const bytes = (size: number) => fc.uint8Array({ minLength: size, maxLength: size })
const uint128 = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n })
const addresses = bytes(20).map((value) => getAddress(bytesToHex(value)))
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const probes = fc.record({ failedBps: fc.integer({ min: 0, max: 10_000 }), rtt50: uint32, rtt95: uint32 })
const dropUndefined = ({ provider, probe, advice }: PeerView): PeerView => ({
  provider,
  ...(probe ? { probe } : {}),
  ...(advice !== undefined && { advice }),
})
const reports: fc.Arbitrary<Report> = fc.record({
  provider: bytes(20).map((value) => getAddress(bytesToHex(value))),
  corridor: fc.constantFrom('NGN/bank' as const, 'KES/mpesa' as const, 'GHS/mobile' as const),
  epoch: fc.integer({ min: 0, max: 2 ** 40 - 1 }),
  rate: uint128,
  minPayout: uint128,
  maxPayout: uint128,
  liquidityBucket: fc.integer({ min: 0, max: 127 }),
  loadBps: fc.integer({ min: 0, max: 10_000 }),
  capacity: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  maintenance: fc.boolean(),
  views: fc
    .uniqueArray(
      fc.record({ provider: addresses, probe: fc.option(probes, { nil: undefined }), advice: fc.integer({ min: -127, max: 127 }) }),
      {
        maxLength: 4,
        selector: ({ provider }) => provider,
      },
    )
    .map((views) => views.map(dropUndefined).sort((left, right) => (left.provider.toLowerCase() < right.provider.toLowerCase() ? -1 : 1))),
})
const signed = fc.record({ report: reports, signature: bytes(65).map((value) => bytesToHex(value)) })

describe('decodeSignedReport', () => {
  test('property: gives back what was encoded', () => {
    fc.assert(
      fc.property(signed, (value) => {
        const wire = encodeSignedReport(value)
        expect(wire.length).toBe(REPORT_BYTES + value.report.views.length * VIEW_BYTES)
        expect(decodeSignedReport(wire)).toEqual(value)
      }),
    )
  })

  test('property: whatever decodes is the canonical encoding of what it decodes to', () => {
    fc.assert(
      fc.property(signed, fc.nat(MAX_REPORT_BYTES), fc.integer({ min: 1, max: 255 }), (value, where, flip) => {
        const wire = encodeSignedReport(value)
        const at = where % wire.length
        wire[at] = (wire[at] ?? 0) ^ flip
        const decoded = decodeSignedReport(wire)
        if (decoded) expect(encodeSignedReport(decoded)).toEqual(wire)
      }),
    )
  })

  test('error: random bytes, one byte less, one byte more', () => {
    fc.assert(
      fc.property(bytes(REPORT_BYTES), signed, (noise, value) => {
        expect(decodeSignedReport(noise)).toBeUndefined()
        const wire = encodeSignedReport(value)
        expect(decodeSignedReport(wire.subarray(1))).toBeUndefined()
        expect(decodeSignedReport(Uint8Array.from([...wire, 0]))).toBeUndefined()
      }),
    )
  })

  test('error: a report of the form before views, whose first byte is the provider’s', () => {
    const [value] = fc.sample(signed, 1)
    const wire = encodeSignedReport({ ...(value as SignedReport), report: { ...(value as SignedReport).report, views: [] } })
    const old = Uint8Array.from([...wire.subarray(1, wire.length - 66), ...wire.subarray(-65)])
    expect(old.length).toBe(178)
    expect(decodeSignedReport(old)).toBeUndefined()
  })

  test('error: views that count more or fewer than it says, and views out of order', () => {
    const views = [1, 2].map((index) => ({ provider: getAddress(`0x${String(index).padStart(40, '0')}`), advice: index }))
    const report: Report = { ...(fc.sample(reports, 1)[0] as Report), views }
    const wire = encodeSignedReport({ report, signature: `0x${'00'.repeat(65)}` })
    expect(decodeSignedReport(wire)?.report.views).toEqual(views)
    const countAt = REPORT_BYTES - 65 - 1
    for (const count of [0, 1, 3]) expect(decodeSignedReport(wire.with(countAt, count))).toBeUndefined()
    const [head, first, second, tail] = [
      wire.subarray(0, countAt + 1),
      wire.subarray(countAt + 1, countAt + 1 + VIEW_BYTES),
      wire.subarray(countAt + 1 + VIEW_BYTES, countAt + 1 + 2 * VIEW_BYTES),
      wire.subarray(-65),
    ]
    expect(decodeSignedReport(Uint8Array.from([...head, ...second, ...first, ...tail]))).toBeUndefined()
    expect(decodeSignedReport(Uint8Array.from([...head, ...first, ...first, ...tail]))).toBeUndefined()
  })

  test('error: a flag byte that is neither 0 nor 1', () => {
    const report: Report = { ...(fc.sample(reports, 1)[0] as Report), views: [] }
    const wire = encodeSignedReport({ report, signature: `0x${'00'.repeat(65)}` })
    wire[wire.length - 65 - 2] = 2
    expect(decodeSignedReport(wire)).toBeUndefined()
  })
})

describe('decodeSignedReports', () => {
  test('property: gives back a whole epoch, however many there are', () => {
    fc.assert(
      fc.property(fc.array(signed, { maxLength: 5 }), (values) => {
        expect(decodeSignedReports(encodeSignedReports(values))).toEqual(values)
      }),
    )
  })

  test('error: cut off, padded, or with a length that lies', () => {
    fc.assert(
      fc.property(fc.array(signed, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: REPORT_BYTES }), (values, cut) => {
        const wire = encodeSignedReports(values)
        expect(decodeSignedReports(wire.subarray(0, -cut))).toBeUndefined()
        expect(decodeSignedReports(Uint8Array.from([...wire, 0]))).toBeUndefined()
        wire[1] = (wire[1] ?? 0) ^ 1
        expect(decodeSignedReports(wire)).toBeUndefined()
      }),
    )
  })
})
