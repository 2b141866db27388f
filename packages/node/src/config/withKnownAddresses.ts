/** Fills in a chain's contracts from the SDK's addresses file when the configuration names none of them. */
import { addresses, type DeployedAddresses } from '@paynode/sdk/deployment'

type Raw = { readonly [key: string]: unknown }

/** All or nothing: contracts of two deployments are never mixed. Only the chain's id decides; the token is the deployment's first. */
export function withKnownAddresses(raw: Raw, known: Readonly<Record<number, DeployedAddresses>> = addresses): Raw {
  const { chain } = raw
  if (typeof chain !== 'object' || chain === null || ['escrow', 'registry', 'verifier'].some((name) => name in chain)) return raw
  const deployed = 'chainId' in chain ? known[Number(chain.chainId)] : undefined
  if (!deployed) return raw
  const { contracts, tokens, startBlock } = deployed
  const filled = {
    escrow: contracts.OrderEscrow,
    registry: contracts.ProviderRegistry,
    verifier: contracts.QuorumVerifier,
    anchor: contracts.RouteAnchor,
  }
  const [token] = tokens
  return { ...raw, chain: { ...(token && { token: token.address }), ...(startBlock !== undefined && { startBlock }), ...chain, ...filled } }
}
