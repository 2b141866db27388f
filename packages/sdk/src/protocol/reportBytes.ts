/** Wire bytes of a signed report: the packed report, its views and its 65-byte signature. One report has exactly one encoding. */
import { bytesToHex, getAddress, type Hex, hexToBytes, sliceHex } from 'viem'
import { fromCorridorBytes } from './corridor.ts'
import { decodeViews, MAX_VIEWS, VIEW_BYTES } from './peerView.ts'
import { encodeReport, REPORT_VERSION, type Report, type SignedReport } from './report.ts'
import { reportSchema } from './reportSchema.ts'

const FIELDS = [1, 20, 32, 5, 16, 16, 16, 1, 2, 4, 1, 1] as const
const PACKED = FIELDS.reduce((sum, size) => sum + size, 0)
const SIGNATURE = 65
/** Length of a report message without views, and the longest one. */
export const REPORT_BYTES = PACKED + SIGNATURE
export const MAX_REPORT_BYTES = REPORT_BYTES + MAX_VIEWS * VIEW_BYTES

/** Whether bytes could be a report of the form that this code writes. Earlier forms had no version in front. */
export const isReportVersion = (bytes: Uint8Array): boolean => bytes[0] === REPORT_VERSION

/** Signed report → bytes. */
export function encodeSignedReport({ report, signature }: SignedReport): Uint8Array {
  return hexToBytes(`${encodeReport(report)}${signature.slice(2)}`)
}

/** Bytes → signed report, or undefined when they are not the canonical encoding of one. */
export function decodeSignedReport(bytes: Uint8Array): SignedReport | undefined {
  if (bytes.length < REPORT_BYTES || bytes.length > MAX_REPORT_BYTES || !isReportVersion(bytes)) return undefined
  const end = bytes.length - SIGNATURE
  const hex = bytesToHex(bytes)
  let offset = 0
  const parts = FIELDS.map((size) => {
    const part = sliceHex(hex, offset, offset + size)
    offset += size
    return part
  }) as [Hex, Hex, Hex, Hex, Hex, Hex, Hex, Hex, Hex, Hex, Hex, Hex]
  const [, provider, corridor, epoch, rate, minPayout, maxPayout, liquidityBucket, loadBps, capacity, maintenance] = parts
  const views = end === PACKED ? [] : decodeViews(sliceHex(hex, PACKED, end))
  if (!views) return undefined
  const parsed = reportSchema.safeParse({
    provider: getAddress(provider),
    corridor: fromCorridorBytes(corridor),
    epoch: Number(BigInt(epoch)),
    rate: BigInt(rate),
    minPayout: BigInt(minPayout),
    maxPayout: BigInt(maxPayout),
    liquidityBucket: Number(liquidityBucket),
    loadBps: Number(loadBps),
    capacity: Number(capacity),
    maintenance: maintenance === '0x01',
    views,
  } satisfies Report)
  if (!parsed.success || encodeReport(parsed.data) !== sliceHex(hex, 0, end)) return undefined
  return { report: parsed.data, signature: sliceHex(hex, end) }
}

/** Signed reports, one after the other, each behind its length as a uint16: what daemons keep of an epoch and pass on. */
export function encodeSignedReports(signed: readonly SignedReport[]): Uint8Array {
  const parts = signed.map(encodeSignedReport)
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + 2 + part.length, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set([part.length >> 8, part.length & 255], offset)
    bytes.set(part, offset + 2)
    offset += 2 + part.length
  }
  return bytes
}

/** Bytes → signed reports, or undefined when one of them is malformed. Signatures are not checked. */
export function decodeSignedReports(bytes: Uint8Array): readonly SignedReport[] | undefined {
  const signed: SignedReport[] = []
  for (let offset = 0; offset < bytes.length; ) {
    const length = ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0)
    const part = bytes.subarray(offset + 2, offset + 2 + length)
    const report = part.length === length ? decodeSignedReport(part) : undefined
    if (!report) return undefined
    signed.push(report)
    offset += 2 + length
  }
  return signed
}
