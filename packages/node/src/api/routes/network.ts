/** `GET /v1/network`: everything a client needs to use this network. */
import { z } from 'zod'
import { hexText } from './answers.ts'
import type { AddRoute } from './types.ts'

const answerSchema = z.strictObject({
  chainId: z.int(),
  rpcUrl: z.string(),
  wsUrl: z.string().optional(),
  contracts: z.strictObject({ OrderEscrow: hexText, ProviderRegistry: hexText, QuorumVerifier: hexText, RouteAnchor: hexText.optional() }),
  token: z.strictObject({ address: hexText, symbol: z.string(), decimals: z.int() }),
  epochSeconds: z.int().optional(),
  routing: z.strictObject({ startBlock: z.int(), modelStride: z.int(), modelLag: z.int(), anchorLag: z.int() }).optional(),
  gateways: z.array(z.string()),
})

/** Chain, contracts, token and gateways, this one first. */
export const addNetworkRoute: AddRoute = (app, { deps, ownUrl }) => {
  const operation = { tag: 'network', summary: 'Chain, contracts, token, gateways', answers: { 200: answerSchema } } as const
  app.get('/v1/network', { config: { operation } }, () => {
    const { chainId, rpcUrl, wsUrl, contracts, token, epochSeconds, routing } = deps.network
    const others = deps.view.providers().map(({ gatewayUrl }) => gatewayUrl)
    const gateways = [...new Set([ownUrl(), ...others].filter(isWebUrl).map((url) => url.replace(/\/$/, '')))]
    return { chainId, rpcUrl, wsUrl, contracts, token, epochSeconds, routing, gateways }
  })
}

/** The registry takes any text. */
const isWebUrl = (text: string) => URL.canParse(text) && /^https?:\/\//.test(text)
