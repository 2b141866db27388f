/** Ranks an order again from the chain and compares, bit for bit. */
import { type OrderId, toOrderId } from '@paynode/sdk/protocol'
import type { Ranking } from '@paynode/sdk/router'
import { z } from 'zod'
import { loadNodeConfig } from '../../config/loadNodeConfig.ts'
import type { Context } from '../../context.ts'
import { CliError, parseArgument, retryError } from '../../errors.ts'
import { getJson } from '../../gateway/getJson.ts'
import { explanationSchema } from '../../gateway/schemas.ts'
import { loadNetwork } from '../../network/loadNetwork.ts'
import { pickGateway } from '../../network/pickGateway.ts'
import { createReader } from '../../network/wallets.ts'
import { toTable } from '../../output/text.ts'
import { type Comparison, compareReplay, type KeptRanking } from '../../route/compareReplay.ts'
import { createBundleSource } from '../../route/fetchBundle.ts'

/** `--network`, `--rpc`, `--config`. */
export type ReplayOptions = { readonly network: string; readonly rpc?: string; readonly config?: string }

const settingsSchema = z.looseObject({
  epochSeconds: z.int().min(1),
  routing: z.looseObject({ startBlock: z.int(), modelStride: z.int().min(1), modelLag: z.int().min(0), anchorLag: z.int().min(0) }),
})

/** Replays. @throws CliError with exit code 1 when anything differs. */
export async function replay(id: string, options: ReplayOptions, context: Context): Promise<void> {
  const orderId = parseArgument(() => toOrderId(id))
  const { signal, progress } = context
  const network = await loadNetwork(options.network, signal)
  const gateway = await pickGateway(options.network, signal)
  const { epochSeconds, routing } = await getJson({ gateway, path: '/v1/network', schema: settingsSchema, signal })
  const { contracts, token, chainId, gateways } = network
  const { replayRoute } = await import('@paynode/node')
  const replayed = await replayRoute(
    createReader({ chainId, rpcUrl: options.rpc ?? network.rpcUrl }),
    {
      ...routing,
      epochSeconds,
      contracts: { escrow: contracts.OrderEscrow, registry: contracts.ProviderRegistry, anchor: contracts.RouteAnchor },
      token: token.address,
    },
    {
      orderId,
      bundleOf: createBundleSource([...new Set([gateway, ...gateways])], signal),
      signal,
      onProgress: (done, total) => progress.update(`reading the chain … ${done} of ${total} blocks`),
    },
  )
  if (replayed.type === 'unknownOrder') throw new CliError(`the chain has no order ${orderId}`)
  if (replayed.type === 'noBundle')
    throw retryError(`no gateway has the bundle of epoch ${replayed.epoch}${replayed.digest ? ` with digest ${replayed.digest}` : ''}`)
  const comparisons = compareReplay(replayed, await listKept(orderId, gateway, options, signal))
  const different = comparisons.filter(({ differs }) => differs !== undefined)
  const { ranking, corridor, block, anchor } = replayed
  context.emit({
    data: { ok: different.length === 0, orderId, corridor, block, anchor, route: ranking.digest, ranking: ranking.ranked, comparisons },
    text: () => toText(orderId, replayed, comparisons),
  })
  if (different.length > 0) throw new CliError(`${different.length} of ${comparisons.length} do not match what the chain gives`)
}

/** What the gateway says it ranked, and what the operator's own store has. */
async function listKept(
  orderId: OrderId,
  gateway: string,
  { config }: ReplayOptions,
  signal: AbortSignal,
): Promise<readonly KeptRanking[]> {
  const kept: KeptRanking[] = []
  const answer = await getJson({ gateway, path: `/v1/orders/${orderId}/explain`, schema: explanationSchema, signal }).catch(() => undefined)
  signal.throwIfAborted()
  if (answer) {
    const { digest, features, excluded } = answer.explanation
    // Compared value by value, so that its shape needs no further check.
    kept.push({ source: `ranking of ${gateway}`, ranking: { digest, ranked: features, excluded } as unknown as Ranking })
  }
  if (config !== undefined) {
    const { readRanking } = await import('@paynode/node')
    const stored = readRanking(await loadNodeConfig(config), orderId)
    if (!stored) throw new CliError(`the store of ${config} has no ranking of ${orderId}`)
    kept.push({ source: `store of ${config}`, ranking: stored.ranking })
  }
  return kept
}

function toText(
  orderId: OrderId,
  {
    ranking,
    corridor,
    block,
    anchor,
  }: { ranking: Ranking; corridor: string; block: number; anchor?: { epoch: number; digest: string } | null | undefined },
  comparisons: readonly Comparison[],
): string {
  const on = anchor
    ? `epoch ${anchor.epoch}, anchored as ${anchor.digest}`
    : anchor === null
      ? 'no epoch in force'
      : 'the reports that the daemons agreed on'
  return [
    `Order ${orderId}, ${corridor}, block ${block}`,
    `replayed on ${on}`,
    `route ${ranking.digest}`,
    ...ranking.ranked.map(({ provider }, place) => `${place + 1}. ${provider}`),
    '',
    toTable(
      ['compared with', 'route', 'result'],
      comparisons.map(({ what, route, differs }) => [what, route, differs ?? 'the same']),
    ),
  ].join('\n')
}
