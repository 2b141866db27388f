/** Wire bytes of a signed report: the packed report and its 65-byte signature. One report has exactly one encoding. */
import { encodeReport, fromCorridorBytes, type Report, reportSchema, type SignedReport } from '@paynode/sdk/protocol'
import { bytesToHex, getAddress, type Hex, hexToBytes, sliceHex } from 'viem'

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
