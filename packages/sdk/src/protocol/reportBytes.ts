/** Wire bytes of a signed report: the packed report and its 65-byte signature. One report has exactly one encoding. */
import { bytesToHex, getAddress, type Hex, hexToBytes, sliceHex } from 'viem'
import { fromCorridorBytes } from './corridor.ts'
import { encodeReport, type Report, type SignedReport } from './report.ts'
import { reportSchema } from './reportSchema.ts'

const FIELDS = [20, 32, 5, 16, 16, 16, 1, 2, 4, 1] as const
const PACKED = FIELDS.reduce((sum, size) => sum + size, 0)
/** Length of every report message. */
export const REPORT_BYTES = PACKED + 65

/** Signed report → bytes. */
export function encodeSignedReport({ report, signature }: SignedReport): Uint8Array {
  return hexToBytes(`${encodeReport(report)}${signature.slice(2)}`)
}

/** Bytes → signed report, or undefined when they are not the canonical encoding of one. */
export function decodeSignedReport(bytes: Uint8Array): SignedReport | undefined {
  if (bytes.length !== REPORT_BYTES) return undefined
  const hex = bytesToHex(bytes)
  let offset = 0
  const parts = FIELDS.map((size) => {
    const part = sliceHex(hex, offset, offset + size)
    offset += size
    return part
  }) as [Hex, Hex, Hex, Hex, Hex, Hex, Hex, Hex, Hex, Hex]
  const [provider, corridor, epoch, rate, minPayout, maxPayout, liquidityBucket, loadBps, capacity, maintenance] = parts
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
  } satisfies Report)
  if (!parsed.success || encodeReport(parsed.data) !== sliceHex(hex, 0, PACKED)) return undefined
  return { report: parsed.data, signature: sliceHex(hex, PACKED) }
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
