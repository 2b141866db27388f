/** A local network as a person reads it, with what to try next. */
import { getCorridor } from '@paynode/sdk/protocol'
import { toList, toTable } from '../output/text.ts'
import type { LocalNetworkDescription } from './types.ts'

/** The friendly face of `paynode dev`. */
export function toNetworkText(network: LocalNetworkDescription, seconds: number, file: string | undefined): string {
  const { contracts, token, payer, providers, psps, gateways } = network
  const reach = file ?? gateways[0] ?? ''
  const example = getCorridor(psps[0]?.corridor ?? '')?.example
  return [
    `Ready in ${seconds.toFixed(1)} s. Ctrl-C stops everything and leaves nothing behind.`,
    '',
    toList({
      chain: `${network.rpcUrl} (id ${network.chainId}), ${network.wsUrl}`,
      escrow: contracts.OrderEscrow,
      registry: contracts.ProviderRegistry,
      verifier: contracts.QuorumVerifier,
      token: `${token.address} (${token.symbol}, ${token.decimals} decimals)`,
      payer: payer.address,
    }),
    '',
    toTable(
      ['provider', 'gateway', 'metrics', 'pid'],
      providers.map(({ address, gateway, metrics, pid }) => [address, gateway, metrics, String(pid)]),
    ),
    '',
    toTable(
      ['corridor', 'sandbox PSP'],
      psps.map(({ corridor, url }) => [corridor, url]),
    ),
    '',
    'Next, in another terminal:',
    `  npx paynode quotes --network ${reach}`,
    ...(example
      ? [
          `  ${file ? '' : `PAYNODE_PRIVATE_KEY=${payer.privateKey} `}npx paynode order create --network ${reach} --amount 25 --to ${example} --wait settled`,
        ]
      : []),
    `  npx paynode orders list --network ${reach}`,
  ].join('\n')
}
