/** Checks a quote as a gateway tells it: its provider must have signed it, under the key that the registry names, for this network. */
import { type Address, type Hex, recoverPublicKey } from 'viem'
import { type BriefReport, hashReport, type Report } from '../protocol/report.ts'
import { boolean, integer, minorUnits, record, text } from './decode.ts'
import type { Provider } from './getProviders.ts'

/** A report without its views, its corridor left to the question, and the signature over it. */
export type QuotedReport = Omit<BriefReport, 'corridor'> & { readonly signature: Hex }

const parseReport = record({
  provider: text<Address>(/^0x[0-9a-fA-F]{40}$/),
  epoch: integer(0, 2 ** 40 - 1),
  rate: minorUnits,
  minPayout: minorUnits,
  maxPayout: minorUnits,
  liquidityBucket: integer(0, 127),
  loadBps: integer(0, 10_000),
  capacity: integer(0, 2 ** 32 - 1),
  maintenance: boolean,
  views: text<Hex>(/^0x[0-9a-f]{64}$/),
  signature: text<Hex>(/^0x[0-9a-fA-F]{130}$/),
})

/** A quote as `/v1/quotes` carries it, without whatever else the gateway says of it; undefined when it is none. */
export function parseQuote(value: unknown): QuotedReport | undefined {
  try {
    const report = parseReport(value)
    return { ...report, provider: report.provider.toLowerCase() as Address }
  } catch {
    return undefined
  }
}

/** Whether `provider` itself said so. */
export async function verifyQuote(
  { signature, ...report }: QuotedReport & Pick<Report, 'corridor'>,
  provider: Pick<Provider, 'operator' | 'nodeKey'>,
  domain: { readonly chainId: number; readonly escrow: Address },
): Promise<boolean> {
  if (provider.operator.toLowerCase() !== report.provider.toLowerCase()) return false
  try {
    const key = await recoverPublicKey({ hash: hashReport(report, domain), signature })
    return compress(key) === provider.nodeKey.toLowerCase()
  } catch {
    return false // bytes that are no signature
  }
}

/** `0x04 ‖ x ‖ y` → `0x02 or 0x03 ‖ x`, by whether y is even. */
function compress(key: Hex): string {
  const isOdd = (Number.parseInt(key.slice(-1), 16) & 1) === 1
  return `0x${isOdd ? '03' : '02'}${key.slice(4, 68)}`.toLowerCase()
}
