/** Gets the reports behind an anchored digest from any gateway. Gateways are not believed: the digest decides. */
import type { BundleSource } from '@paynode/node'
import { type AnchorStatement, type Corridor, decodeSignedReports, hashBundle, hashStatement } from '@paynode/sdk/protocol'
import { type Hex, hexToBytes, isHex, size } from 'viem'
import { z } from 'zod'
import { getJson } from '../gateway/getJson.ts'

const hex = z.custom<Hex>((value) => isHex(value), 'not hex')
const hash = z.custom<Hex>((value) => isHex(value) && size(value) === 32, 'not a hash').transform((value) => value.toLowerCase() as Hex)
const schema = z.looseObject({
  epoch: z.int(),
  statement: z.looseObject({ bundle: hash, height: z.int(), root: hash }).optional(),
  bundle: hash,
  reports: hex,
})

/** A source that asks one gateway after the other until one has the very bytes. */
export function createBundleSource(gateways: readonly string[], signal: AbortSignal): BundleSource {
  return async (corridor, wanted) => {
    const which = 'digest' in wanted ? `digest=${wanted.digest}` : `epoch=${wanted.epoch}`
    const path = `/v1/snapshot?corridor=${encodeURIComponent(corridor)}&${which}`
    for (const gateway of gateways) {
      const answer = await getJson({ gateway, path, schema, signal }).catch(() => undefined)
      signal.throwIfAborted()
      const checked = answer && check(corridor, wanted, answer)
      if (checked) return checked
    }
    return undefined
  }
}

function check(corridor: Corridor, wanted: { readonly epoch: number; readonly digest?: Hex }, answer: z.output<typeof schema>) {
  const signed = decodeSignedReports(hexToBytes(answer.reports))
  if (!signed || answer.epoch !== wanted.epoch) return undefined
  const reports = signed.map(({ report }) => report)
  if (hashBundle(corridor, wanted.epoch, reports) !== answer.bundle) return undefined
  if (wanted.digest === undefined) return { reports }
  if (!answer.statement) return undefined
  const { height, root } = answer.statement
  const statement: AnchorStatement = { corridor, epoch: wanted.epoch, bundle: answer.bundle, height, root }
  return hashStatement(statement) === wanted.digest ? { statement, reports } : undefined
}
