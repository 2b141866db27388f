/** Asks every daemon how it ranked every order, and counts how many agree. */
import type { OrderId } from '@paynode/sdk/protocol'
import { pollUntil } from '../clock.ts'
import { getJson } from '../gateway/getJson.ts'
import { orderSchema } from '../gateway/schemas.ts'

/** One order's ranking, as the daemons computed it. */
export type RankingVerdict = {
  readonly orderId: OrderId
  /** Best first, as the first daemon that ranked it has it. */
  readonly ranking: readonly string[]
  /** Digest of inputs and result, per gateway; undefined = that daemon has none. */
  readonly digests: readonly (string | undefined)[]
  readonly agreed: boolean
}

/** Waits until every daemon has ranked the order (one that was down catches up), at most `timeoutMs`, and compares. */
export async function compareRankings(
  gateways: readonly string[],
  orderId: OrderId,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<RankingVerdict> {
  let last: RankingVerdict | undefined
  const ask = async () => {
    const answers = await Promise.all(gateways.map((gateway) => readRanking(gateway, orderId, signal)))
    last = toVerdict(orderId, answers)
    return answers.every((answer) => answer?.route !== undefined) ? last : undefined
  }
  try {
    return await pollUntil(ask, { everyMs: 500, timeoutMs, signal, onTimeout: () => new Error('some daemon has no ranking') })
  } catch (error) {
    signal.throwIfAborted()
    if (last) return last
    throw error
  }
}

type Answer = { readonly route?: string | undefined; readonly ranking: readonly string[] } | undefined

/** Every daemon has a digest and an order of providers, and they are all the same. */
export function toVerdict(orderId: OrderId, answers: readonly Answer[]): RankingVerdict {
  const digests = answers.map((answer) => answer?.route)
  const rankings = answers.map((answer) => answer?.ranking.join().toLowerCase())
  const agreed =
    digests.length > 0 && digests.every((digest) => digest !== undefined && digest === digests[0]) && new Set(rankings).size === 1
  return { orderId, ranking: answers.find((answer) => answer?.route !== undefined)?.ranking ?? [], digests, agreed }
}

async function readRanking(gateway: string, orderId: OrderId, signal: AbortSignal): Promise<Answer> {
  try {
    return await getJson({ gateway, path: `/v1/orders/${orderId}`, schema: orderSchema, signal })
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}
