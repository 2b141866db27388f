/** Checks a quote as a gateway tells it: its provider must have signed it, under the key that the registry names, for this network. */
import { type Address, type Hex, recoverPublicKey } from 'viem'
import * as z from 'zod/mini'
import { hashReport, type Report } from '../protocol/report.ts'
import type { Provider } from './getProviders.ts'

const minor = z.pipe(
  z.string().check(z.regex(/^\d{1,38}$/)),
  z.transform((text: string) => BigInt(text)),
)
const uint32 = z.int().check(z.minimum(0), z.maximum(2 ** 32 - 1))

/** A report as `/v1/quotes` carries it: amounts are decimal strings, and whatever else the gateway says of it is dropped. */
export const quotedReportSchema = z.object({
  provider: z.custom<Address>((value) => typeof value === 'string' && /^0x[0-9a-fA-F]{40}$/.test(value), 'not an address'),
  epoch: z.int().check(z.minimum(0), z.maximum(2 ** 40 - 1)),
  rate: minor,
  minPayout: minor,
  maxPayout: minor,
  liquidityBucket: z.int().check(z.minimum(0), z.maximum(127)),
  loadBps: z.int().check(z.minimum(0), z.maximum(10_000)),
  capacity: uint32,
  maintenance: z.boolean(),
  signature: z.custom<Hex>((value) => typeof value === 'string' && /^0x[0-9a-fA-F]{130}$/.test(value), 'not a signature'),
})
/** A report, its corridor left to the question, and the signature over it. */
export type QuotedReport = Omit<Report, 'corridor'> & { readonly signature: Hex }

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
