/** A report's EIP-712 digest for checking many of one network: what does not change from report to report is hashed once. */
import { hashViews, type Report, reportTypes, toCorridorBytes } from '@paynode/sdk/protocol'
import { type Address, domainSeparator, type Hex, keccak256, stringToHex } from 'viem'

const TYPE_HASH = keccak256(stringToHex(`Report(${reportTypes.Report.map(({ type, name }) => `${type} ${name}`).join(',')})`)).slice(2)
const domains = new Map<string, string>()
const toWord = (value: bigint | number) => value.toString(16).padStart(64, '0')

/** The same as the protocol's `hashReport`, several times as fast. */
export function hashForSigner(report: Report, { chainId, escrow }: { readonly chainId: number; readonly escrow: Address }): Hex {
  const struct = keccak256(
    Buffer.from(
      [
        TYPE_HASH,
        report.provider.slice(2).toLowerCase().padStart(64, '0'),
        toCorridorBytes(report.corridor).slice(2),
        toWord(report.epoch),
        toWord(report.rate),
        toWord(report.minPayout),
        toWord(report.maxPayout),
        toWord(report.liquidityBucket),
        toWord(report.loadBps),
        toWord(report.capacity),
        toWord(report.maintenance ? 1 : 0),
        hashViews(report.views).slice(2),
      ].join(''),
      'hex',
    ),
  )
  return keccak256(Buffer.from(`1901${getDomain(chainId, escrow)}${struct.slice(2)}`, 'hex'))
}

function getDomain(chainId: number, escrow: Address): string {
  const key = `${chainId}:${escrow}`
  const known = domains.get(key)
  if (known) return known
  const domain = { name: 'Paynode Report', version: '1', chainId, verifyingContract: escrow }
  const hash = domainSeparator({ domain }).slice(2)
  domains.set(key, hash)
  return hash
}
