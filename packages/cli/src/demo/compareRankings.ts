/** Asks every daemon how it ranked every order, and says where they agree. */
import type { OrderId } from '@paynode/sdk/protocol'
import { now, sleep } from '../clock.ts'
import { getJson } from '../gateway/getJson.ts'
import { ordersSchema } from '../gateway/schemas.ts'

/** One order's ranking, as the daemons computed it. */
export type RankingVerdict = {
  readonly orderId: OrderId
  /** Best first, as the first daemon that ranked it has it. */
  readonly ranking: readonly string[]
  /** Digest of inputs and result, per gateway; undefined = that daemon has none. */
  readonly digests: readonly (string | undefined)[]
  readonly agreed: boolean
}

type Answer = { readonly route?: string | undefined; readonly ranking: readonly string[] }

/** Compares; a daemon that was down ranks what it missed when it is back, so there is `timeoutMs` for all to have ranked everything. */
export async function compareRankings(
  gateways: readonly string[],
  ids: readonly OrderId[],
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<readonly RankingVerdict[]> {
  const deadline = now() + timeoutMs
  while (true) {
    const daemons = await Promise.all(gateways.map((gateway) => readRankings(gateway, signal)))
    const verdicts = ids.map((id) =>
      toVerdict(
        id,
        daemons.map((answers) => answers.get(id)),
      ),
    )
    const complete = verdicts.every(({ digests }) => digests.every((digest) => digest !== undefined))
    if (complete || now() >= deadline) return verdicts
    await sleep(500, signal)
  }
}

/** Agreed: every daemon has a digest and an order of providers, and they are all the same. */
export function toVerdict(orderId: OrderId, answers: readonly (Answer | undefined)[]): RankingVerdict {
  const digests = answers.map((answer) => answer?.route)
  const rankings = new Set(answers.map((answer) => answer?.ranking.join().toLowerCase()))
  const agreed = digests.length > 0 && digests.every((digest) => digest !== undefined && digest === digests[0]) && rankings.size === 1
  return { orderId, ranking: answers.find((answer) => answer?.route !== undefined)?.ranking ?? [], digests, agreed }
}

async function readRankings(gateway: string, signal: AbortSignal): Promise<ReadonlyMap<string, Answer>> {
  try {
    const { orders } = await getJson({ gateway, path: '/v1/orders?limit=500', schema: ordersSchema, signal })
    return new Map(orders.map((order) => [order.id, order]))
  } catch {
    signal.throwIfAborted()
    return new Map() // a daemon that does not answer agrees with nobody
  }
}
