/** `GET /v1/network`: everything a client needs to use this network. */
import type { AddRoute } from './types.ts'

/** Chain, contracts, token and gateways, this one first. */
export const addNetworkRoute: AddRoute = (app, { deps, ownUrl }) => {
  app.get('/v1/network', () => {
    const { chainId, rpcUrl, wsUrl, contracts, token, epochSeconds } = deps.network
    const others = deps.view.providers().map(({ gatewayUrl }) => gatewayUrl)
    const gateways = [...new Set([ownUrl(), ...others].filter(isWebUrl).map((url) => url.replace(/\/$/, '')))]
    return { chainId, rpcUrl, wsUrl, contracts, token, epochSeconds, gateways }
  })
}

/** The registry takes any text. */
const isWebUrl = (text: string) => URL.canParse(text) && /^https?:\/\//.test(text)
