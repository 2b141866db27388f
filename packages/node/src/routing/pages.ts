/** Bytes that do not fit one answer, in pages. What comes is untrusted: whoever asks checks it against a digest. */
import type { ProviderId } from '@paynode/sdk/protocol'
import { bytesToHex, concat, type Hex, hexToBytes, isHex } from 'viem'
import { z } from 'zod'
import type { Network, PeerProtocol } from '../gossip/ports.ts'

/** Bytes per page; as hex in JSON it stays below the limit of an answer. */
const PAGE = 100_000

/** One page of `bytes`. */
export type Page = { readonly total: number; readonly page: Hex }

/** The page that starts at an offset. */
export const toPage = (bytes: Uint8Array, offset: number): Page => ({
  total: bytes.length,
  page: bytesToHex(bytes.subarray(offset, offset + PAGE)),
})

const pageSchema = z.looseObject({ total: z.int().min(0), page: z.custom<Hex>((value) => isHex(value), 'not hex') })

/** Asks one peer for every page of something, at most `maxBytes`; gives the bytes and the first answer's other fields. @throws when it does not have it. */
export async function fetchPages(
  network: Pick<Network, 'request'>,
  parameters: {
    readonly to: ProviderId
    readonly protocol: PeerProtocol
    readonly query: object
    readonly maxBytes: number
    readonly signal: AbortSignal
  },
): Promise<{ readonly bytes: Uint8Array; readonly first: Readonly<Record<string, unknown>> }> {
  const { to, protocol, query, maxBytes, signal } = parameters
  const ask = async (offset: number) =>
    pageSchema.parse(await network.request({ to, protocol, body: { ...query, offset }, timeoutMs: 5_000, signal }))
  const first = await ask(0)
  if (first.total > maxBytes) throw new Error(`${first.total} bytes are more than ${maxBytes}`)
  const parts = [hexToBytes(first.page)]
  for (let offset = parts[0]?.length ?? 0; offset < first.total; ) {
    const part = hexToBytes((await ask(offset)).page)
    if (part.length === 0 || offset + part.length > first.total) throw new Error('the pages do not add up')
    parts.push(part)
    offset += part.length
  }
  return { bytes: concat(parts), first }
}
