/** Locks through a gateway: the wallet signs the order, the gateway sends it and pays for it. The chain says whether it did. */
import { type Hex, keccak256, stringToHex } from 'viem'
import { NoGaslessFundingError, RelayUnavailableError } from '../errors/relay.ts'
import type { Funding } from '../protocol/funding.ts'
import { toRelayRequest } from '../protocol/relayRequest.ts'
import { askOneGateway } from './askOneGateway.ts'
import { awaitCreation } from './awaitCreation.ts'
import { boolean, list, record, text } from './decode.ts'
import { toGateways } from './findGateways.ts'
import { byHealth, noteHealth } from './gatewayHealth.ts'
import { getFundingLanes, type RelayLane } from './getFundingLanes.ts'
import { getProviders } from './getProviders.ts'
import type { LockContext } from './lockOrder.ts'
import { signFunding } from './signFunding.ts'
import type { Mined, Signer } from './transact.ts'

const parseOffer = record({ enabled: boolean, fundings: list(text(/^[a-z0-9]{1,20}$/), 20) })
const hex = text<Hex>(/^0x[0-9a-f]{64}$/i)
const parseReceipt = record({ orderId: hex, transactionHash: hex })
/** Looks at the chain (four a second) until a gateway that said 202 is given up for the next one. */
const LOOKS = 240

/**
 * Tries gateways in order until one has put the order on chain. One signature serves them all: the order can be created once.
 * @throws NoGaslessFundingError, RelayUnavailableError, WalletRejectedError, QuoteExpiredError, RpcFailedError.
 */
export async function lockByRelay(client: Signer, context: LockContext & { readonly lane?: RelayLane | undefined }): Promise<Mined> {
  const { network, order, envelopes, onProgress, signal } = context
  const known = context.lane ? [context.lane] : await getFundingLanes(client, { network, order, signal })
  const signed = new Map<RelayLane, Funding>()
  const offered = new Set<string>()
  const reasons: string[] = []
  for (const gateway of byHealth(toGateways(network, await getProviders(client, { network, signal })))) {
    const offer = await askOneGateway(gateway, { path: '/v1/relay', parse: parseOffer, timeout: 5_000, signal })
    if (!offer.ok || !offer.data.enabled) {
      reasons.push(`${gateway}: ${offer.ok ? 'relays nothing' : offer.reason}`)
      continue
    }
    // Every relayer can send an order out of a standing allowance; the list names what it knows beside.
    for (const funding of offer.data.fundings) offered.add(funding)
    const lane = known.find((item) => item === 'allowance' || offer.data.fundings.includes(item))
    if (!lane) {
      reasons.push(`${gateway}: relays ${offer.data.fundings.join(', ')}`)
      continue
    }
    const funding = signed.get(lane) ?? (await sign(client, context, lane))
    signed.set(lane, funding)
    onProgress?.({ step: 'relaying', gateway })
    const body = toRelayRequest({ order, funding, ...(envelopes ? { envelopes: envelopes.slice(0, 16) } : {}) })
    const headers = { 'idempotency-key': keccak256(stringToHex(JSON.stringify(body))) } // the same request, however often it is sent
    const answer = await askOneGateway(gateway, { path: '/v1/orders', body, headers, parse: parseReceipt, timeout: 30_000, signal })
    if (answer.ok) {
      onProgress?.({ step: 'relaying', gateway, transactionHash: answer.data.transactionHash })
      const mined = await awaitCreation(client, context, countDown(LOOKS))
      if (mined) return mined
      noteHealth(gateway, false)
    }
    reasons.push(`${gateway}: ${answer.ok ? 'said that it sent the order, and it is not on chain' : answer.reason}`)
  }
  // A gateway may have sent it and lost its answer on the way.
  const late = signed.size > 0 ? await awaitCreation(client, context, countDown(4)) : undefined
  if (late) return late
  if (signed.size === 0 && (known.length === 0 || offered.size > 0))
    throw new NoGaslessFundingError({ wallet: known, gateways: [...offered] })
  throw new RelayUnavailableError({ reasons, signed: signed.size > 0 })
}

async function sign(client: Signer, { network, order, onProgress, signal, check }: LockContext, lane: RelayLane): Promise<Funding> {
  await check()
  onProgress?.({ step: 'signing', lane })
  return signFunding(client, { network, order, lane, signal })
}

function countDown(looks: number): () => boolean {
  let left = looks
  return () => --left <= 0
}
