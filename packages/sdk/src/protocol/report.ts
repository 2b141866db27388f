/** A report: a provider's signed health statement for one corridor and epoch, with its quote. */
import { type Address, encodePacked, type Hex, hashTypedData, keccak256, pad, recoverAddress, stringToHex } from 'viem'
import { type Corridor, toCorridorBytes } from './corridor.ts'
import { encodeViews, hashViews, type PeerView } from './peerView.ts'

/** What a provider says of itself for one epoch. Self-reports may only lower its own score. */
export type Report = {
  readonly provider: Address
  readonly corridor: Corridor
  /** ⌊block time ⁄ epoch seconds⌋. */
  readonly epoch: number
  /** Minor units of the currency offered for one whole token (10^decimals token units), fees and margin taken off. */
  readonly rate: bigint
  /** Smallest and largest payout the provider takes, in minor units. */
  readonly minPayout: bigint
  readonly maxPayout: bigint
  /** ⌊log2(free float in minor units)⌋, 0–127: how deep the purse is without saying how deep. */
  readonly liquidityBucket: number
  /** 0–10 000: share of capacity in use. */
  readonly loadBps: number
  /** Orders it is willing to have in flight. */
  readonly capacity: number
  /** True while it takes no new orders. */
  readonly maintenance: boolean
  /** What it measured of others and what its advisor thinks of them, by provider; never of itself. At most `MAX_VIEWS`. */
  readonly views: readonly PeerView[]
}

/** A report whose views are known by their digest alone: enough to check its signature. */
export type BriefReport = Omit<Report, 'views'> & { readonly views: Hex }

/** The form of a report's bytes, in front of them: other forms are known by it. Signatures differ by their EIP-712 type. */
export const REPORT_VERSION = 2

/** A report and the node key's signature over it (65 bytes). */
export type SignedReport = { readonly report: Report; readonly signature: Hex }

export const reportTypes = {
  Report: [
    { name: 'provider', type: 'address' },
    { name: 'corridor', type: 'bytes32' },
    { name: 'epoch', type: 'uint40' },
    { name: 'rate', type: 'uint128' },
    { name: 'minPayout', type: 'uint128' },
    { name: 'maxPayout', type: 'uint128' },
    { name: 'liquidityBucket', type: 'uint8' },
    { name: 'loadBps', type: 'uint16' },
    { name: 'capacity', type: 'uint32' },
    { name: 'maintenance', type: 'bool' },
    { name: 'views', type: 'bytes32' },
  ],
} as const

/** EIP-712 digest of a report, whole or brief; the domain is the network (chain and escrow), so a report cannot be replayed on another. */
export function hashReport(report: Report | BriefReport, { chainId, escrow }: { chainId: number; escrow: Address }): Hex {
  return hashTypedData({
    domain: { name: 'Paynode Report', version: '1', chainId, verifyingContract: escrow },
    types: reportTypes,
    primaryType: 'Report',
    message: {
      ...report,
      provider: report.provider.toLowerCase() as Address,
      corridor: toCorridorBytes(report.corridor),
      views: typeof report.views === 'string' ? report.views : hashViews(report.views),
    },
  })
}

/** The address of the node key that signed a report. */
export function recoverReporter(signed: SignedReport, domain: { chainId: number; escrow: Address }): Promise<Address> {
  return recoverAddress({ hash: hashReport(signed.report, domain), signature: signed.signature })
}

const PACKED = [
  'uint8',
  'address',
  'bytes32',
  'uint40',
  'uint128',
  'uint128',
  'uint128',
  'uint8',
  'uint16',
  'uint32',
  'bool',
  'uint8',
] as const

/** Canonical bytes: fixed layout, no optional fields but as many views as it says, so one report has exactly one encoding. */
export function encodeReport(report: Report): Hex {
  const { provider, corridor, epoch, rate, minPayout, maxPayout, liquidityBucket, loadBps, capacity, maintenance, views } = report
  const head = encodePacked(PACKED, [
    REPORT_VERSION,
    provider.toLowerCase() as Address, // any case, one encoding
    toCorridorBytes(corridor),
    epoch,
    rate,
    minPayout,
    maxPayout,
    liquidityBucket,
    loadBps,
    capacity,
    maintenance,
    views.length,
  ])
  return `${head}${encodeViews(views).slice(2)}`
}

/**
 * Digest of the agreed reports of one corridor and epoch: sorted by provider, concatenated, hashed with the corridor and epoch.
 * Equal sets give equal digests whatever the order of arrival.
 */
export function hashBundle(corridor: Corridor, epoch: number, reports: readonly Report[]): Hex {
  const sorted = [...reports].sort((left, right) => (left.provider.toLowerCase() < right.provider.toLowerCase() ? -1 : 1))
  const body = sorted.map((report) => encodeReport(report).slice(2)).join('')
  const head = `${toCorridorBytes(corridor)}${pad(stringToHex(String(epoch)), { size: 32 }).slice(2)}`
  return keccak256(`${head}${body}` as Hex)
}
