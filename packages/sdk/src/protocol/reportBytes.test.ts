/** Wire bytes of reports: one report, one encoding. */
import fc from 'fast-check'
import { bytesToHex, getAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import { encodeReport, type Report } from './report.ts'
import { decodeSignedReport, decodeSignedReports, encodeSignedReport, encodeSignedReports, REPORT_BYTES } from './reportBytes.ts'

const bytes = (size: number) => fc.uint8Array({ minLength: size, maxLength: size })
const uint128 = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n })
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
})
const signed = fc.record({ report: reports, signature: bytes(65).map((value) => bytesToHex(value)) })

describe('decodeSignedReport', () => {
  test('property: gives back what was encoded', () => {
    fc.assert(
      fc.property(signed, (value) => {
        const wire = encodeSignedReport(value)
        expect(wire.length).toBe(REPORT_BYTES)
        expect(decodeSignedReport(wire)).toEqual(value)
      }),
    )
  })

  test('property: whatever decodes is the canonical encoding of what it decodes to', () => {
    fc.assert(
      fc.property(signed, fc.nat(REPORT_BYTES - 1), fc.integer({ min: 1, max: 255 }), (value, at, flip) => {
        const wire = encodeSignedReport(value)
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

  test('error: a flag byte that is neither 0 nor 1', () => {
    const report: Report = fc.sample(reports, 1)[0] as Report
    const wire = encodeSignedReport({ report, signature: `0x${'00'.repeat(65)}` })
    wire[(encodeReport(report).length - 2) / 2 - 1] = 2
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
