/** Waits until a network takes orders: gateways answer, and every provider's quote of a closed epoch is known on every corridor. */
import type { Corridor } from '@paynode/sdk/protocol'
import type { Address } from 'viem'
import { z } from 'zod'
import { pollUntil } from '../clock.ts'
import { getJson } from '../gateway/getJson.ts'
import { quotesSchema } from '../gateway/schemas.ts'

/** Polls until ready. @throws with what is still missing when it takes longer than `timeoutMs`. */
export async function waitForNetwork(parameters: {
  readonly gateways: readonly string[]
  readonly corridors: readonly Corridor[]
  readonly providers: readonly Address[]
  readonly timeoutMs: number
  readonly signal: AbortSignal
}): Promise<void> {
  const { gateways, corridors, providers, timeoutMs, signal } = parameters
  await Promise.all(
    gateways.map(async (gateway) => {
      let missing = `${gateway} does not answer`
      await pollUntil(
        async () => {
          const problem = await findMissing(gateway, corridors, providers, signal)
          if (problem) missing = problem
          return problem ? undefined : true
        },
        { everyMs: 250, timeoutMs, signal, onTimeout: () => new Error(`the network is not ready: ${missing}`) },
      )
    }),
  )
}

async function findMissing(
  gateway: string,
  corridors: readonly Corridor[],
  providers: readonly Address[],
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    await getJson({ gateway, path: '/v1/health', schema: z.unknown(), signal, timeoutMs: 2_000 })
    for (const corridor of corridors) {
      const path = `/v1/quotes?corridor=${encodeURIComponent(corridor)}`
      const { quotes } = await getJson({ gateway, path, schema: quotesSchema, signal, timeoutMs: 2_000 })
      const known = new Set(quotes.map(({ provider }) => provider.toLowerCase()))
      const absent = providers.filter((provider) => !known.has(provider.toLowerCase()))
      if (absent.length > 0) return `${gateway} knows ${known.size} of ${providers.length} quotes for ${corridor}`
    }
    return undefined
  } catch (error) {
    signal.throwIfAborted()
    return error instanceof Error ? error.message : String(error)
  }
}
