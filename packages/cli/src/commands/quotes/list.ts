/** `paynode quotes`: what providers offer, best rate first. */
import { corridors, formatUnitsExact, getCorridor } from '@paynode/sdk/protocol'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { usageError } from '../../errors.ts'
import { getJson } from '../../gateway/getJson.ts'
import { quotesSchema } from '../../gateway/schemas.ts'
import { pickGateway } from '../../network/pickGateway.ts'
import type { View } from '../../output/render.ts'
import { toTable } from '../../output/text.ts'
import { createNetworkOption } from '../networkOption.ts'

/** Adds the command. */
export function addQuotes(parent: Command, context: Context): void {
  parent
    .command('quotes')
    .description('what providers offer per whole token, best first')
    .addOption(createNetworkOption())
    .option('--corridor <corridor>', 'only this one, like NGN/bank')
    .action(async (options: { readonly network: string; readonly corridor?: string }) =>
      context.emit(await listQuotes(options.network, options.corridor, context.signal)),
    )
}

/** Reads the quotes of one corridor, or of all. */
export async function listQuotes(network: string, only: string | undefined, signal: AbortSignal): Promise<View> {
  if (only && !getCorridor(only)) throw usageError(`unknown corridor "${only}"; known: ${Object.keys(corridors).join(', ')}`)
  const gateway = await pickGateway(network, signal)
  const wanted = only ? [only] : Object.keys(corridors)
  const answers = await Promise.all(
    wanted.map((corridor) =>
      getJson({ gateway, path: `/v1/quotes?corridor=${encodeURIComponent(corridor)}`, schema: quotesSchema, signal }),
    ),
  )
  const quotes = answers.flatMap((answer, index) =>
    answer.quotes.map((quote) => ({ ...quote, corridor: wanted[index] ?? '' })).sort((left, right) => Number(right.rate - left.rate)),
  )
  const row = ({ corridor, provider, rate, minPayout, maxPayout }: (typeof quotes)[number]) => {
    const info = getCorridor(corridor)
    const money = (value: bigint) => `${formatUnitsExact(value, info?.decimals ?? 0)} ${info?.currency ?? ''}`
    return [corridor, provider, money(rate), money(minPayout), money(maxPayout)]
  }
  const text = () =>
    quotes.length === 0 ? 'No provider quotes here.' : toTable(['corridor', 'provider', 'per token', 'least', 'most'], quotes.map(row))
  return { data: { quotes }, text }
}
