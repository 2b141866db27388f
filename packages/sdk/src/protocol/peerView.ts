/** Views: what a report says of other providers, measured by its signer or judged by its advisor. A fixed layout each, sorted by provider. */
import { type Address, concatHex, encodePacked, getAddress, type Hex, keccak256, size, sliceHex } from 'viem'

/** What a signer measured of a peer in an epoch: failed probes in basis points; round trips, median and 95th percentile, in milliseconds. */
export type ProbeView = { readonly failedBps: number; readonly rtt50: number; readonly rtt95: number }

/** One provider as another one sees it. At least one of the two parts is there. */
export type PeerView = {
  readonly provider: Address
  readonly probe?: ProbeView | undefined
  /** −127 (warns) … 127 (recommends). */
  readonly advice?: number | undefined
}

/** Most views in a report: it stays below three kilobytes. */
export const MAX_VIEWS = 64
/** Bytes of one view: address, failed probes, two round trips, advice. */
export const VIEW_BYTES = 20 + 2 + 4 + 4 + 1
/** What stands where nothing was measured, and where nobody advised. */
const UNMEASURED = 0xffff
const UNADVISED = 0x80

/** Canonical bytes of views, sorted by provider. */
export function encodeViews(views: readonly PeerView[]): Hex {
  const sorted = [...views].sort((left, right) => (toKey(left) < toKey(right) ? -1 : 1))
  return concatHex(
    sorted.map(({ provider, probe, advice }) =>
      encodePacked(
        ['address', 'uint16', 'uint32', 'uint32', 'uint8'],
        [
          provider.toLowerCase() as Address,
          probe?.failedBps ?? UNMEASURED,
          probe?.rtt50 ?? 0,
          probe?.rtt95 ?? 0,
          advice === undefined ? UNADVISED : advice & 0xff,
        ],
      ),
    ),
  )
}

/** Bytes → views as they stand there, sound or not: `reportSchema` and a second encoding decide. Undefined when the length fits no views. */
export function decodeViews(bytes: Hex): readonly PeerView[] | undefined {
  if (size(bytes) % VIEW_BYTES !== 0) return undefined
  return Array.from({ length: size(bytes) / VIEW_BYTES }, (_, index) => {
    const start = index * VIEW_BYTES
    const read = (from: number, to: number) => Number(sliceHex(bytes, start + from, start + to))
    const [failedBps, advice] = [read(20, 22), read(30, 31)]
    return {
      provider: getAddress(sliceHex(bytes, start, start + 20)),
      ...(failedBps !== UNMEASURED && { probe: { failedBps, rtt50: read(22, 26), rtt95: read(26, 30) } }),
      ...(advice !== UNADVISED && { advice: advice > 127 ? advice - 256 : advice }),
    }
  })
}

/** The digest of views that a report's signature covers. */
export const hashViews = (views: readonly PeerView[]): Hex => keccak256(encodeViews(views))

const toKey = ({ provider }: PeerView) => provider.toLowerCase()
