/** Builds an order's terms and its sealed recipient without moving money: for relayers, batches and account abstraction. */
import { type Address, bytesToBigInt, bytesToHex, type Client, type Hex } from 'viem'
import { getBlock } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import { NoQuoteError } from '../errors/gateway.ts'
import { InvalidRecipientError, UnknownCorridorError } from '../errors/input.ts'
import { bpsFloor } from '../protocol/amount.ts'
import { corridors, getCorridor } from '../protocol/corridor.ts'
import { floorToGrain } from '../protocol/floorToGrain.ts'
import type { OrderId } from '../protocol/ids.ts'
import { getCredited, hashOrder, type Order, orderDefaults } from '../protocol/order.ts'
import { hashRecipient, type Recipient, validateRecipient } from '../protocol/recipient.ts'
import { assertAmount } from './assertAmount.ts'
import { assertPayout } from './assertPayout.ts'
import { toGateways } from './findGateways.ts'
import { fromChain } from './fromChain.ts'
import { getProviders, type Provider } from './getProviders.ts'
import { getQuote } from './getQuote.ts'
import { type Envelope, sealEnvelopes } from './sealEnvelopes.ts'
import { toPayWindow } from './toPayWindow.ts'

/** Terms that most payers leave alone. */
export type OrderTerms = Partial<
  Pick<
    Order,
    'verifier' | 'arbiter' | 'challengeWindow' | 'integrator' | 'integratorFeeBps' | 'protocolFeeBps' | 'claimBy' | 'reclaimAfter' | 'salt'
  >
>

/**
 * What is happening while the payer waits. `prepared` comes before anything is on chain: keep its id and order, and a reload can find the order again.
 * `transactionHash` is there once the wallet has sent.
 */
export type CreateOrderProgress =
  | { readonly step: 'quoting' | 'sealing' | 'sending' | 'checking' | 'locked' }
  | { readonly step: 'prepared'; readonly orderId: OrderId; readonly order: Order }
  | { readonly step: 'approving' | 'locking'; readonly transactionHash?: Hex | undefined }
  /** The wallet is asked for both at once (EIP-5792). */
  | { readonly step: 'batching'; readonly batchId?: string | undefined }
  /** The wallet is asked for a signature; a gateway sends the order. */
  | { readonly step: 'signing'; readonly lane: string }
  | { readonly step: 'relaying'; readonly gateway: string; readonly transactionHash?: Hex | undefined }

export type PrepareOrderParameters = {
  readonly network: PaynodeNetwork
  readonly payer: Address
  /** Token units, fees included. */
  readonly amount: bigint
  readonly recipient: Recipient
  /** Minor units the recipient must receive; the best quote less `slippageBps` when left out. */
  readonly payout?: bigint | undefined
  /** Basis points given up so that more than the best provider can serve; 100 when left out. */
  readonly slippageBps?: number | undefined
  /** Who gets the money back when nobody serves; the payer when left out. */
  readonly refundTo?: Address | undefined
  /** At most three providers that may claim first, in order. */
  readonly pinned?: readonly Address[] | undefined
  /** Seconds per turn; 6 when left out. */
  readonly turnSeconds?: number | undefined
  /** Seconds from now until claims end; 600 when left out. */
  readonly claimSeconds?: number | undefined
  /** Seconds a claimer has to pay; when left out 300, or half as much again as a payout of the rail may take. */
  readonly payWindow?: number | undefined
  /** Seconds from now until the payer may take the money back; the earliest that the escrow allows when left out. */
  readonly reclaimSeconds?: number | undefined
  /** Everything else; unix seconds where they are times. */
  readonly terms?: OrderTerms | undefined
  readonly onProgress?: ((progress: CreateOrderProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** Terms, their id, and the recipient sealed to every provider of the corridor, pinned ones first. */
export type PreparedOrder = {
  readonly orderId: OrderId
  readonly order: Order
  readonly envelopes: readonly Envelope[]
  /** Where envelopes can be left: the network's gateways, then the registry's. */
  readonly gateways: readonly string[]
}

/**
 * Prepares an order. Leave the envelopes with a gateway (`sendEnvelopes`) before the money moves: nobody can pay without them.
 * @throws UnknownCorridorError, InvalidRecipientError, InvalidAmountError, NoQuoteError, GatewayError.
 */
export async function prepareOrder(client: Client, parameters: PrepareOrderParameters): Promise<PreparedOrder> {
  const { network, recipient, amount, pinned = [], onProgress, signal } = parameters
  assertPayable(recipient)
  assertAmount('amount', amount)
  if (parameters.payout !== undefined) assertPayout(recipient.corridor, parameters.payout)
  onProgress?.({ step: 'quoting' })
  const providers = await getProviders(client, { network, corridor: recipient.corridor, signal })
  if (providers.length === 0) throw new NoQuoteError({ corridor: recipient.corridor, reason: 'no provider is registered' })
  const payout = parameters.payout ?? (await getQuotedPayout(client, parameters, providers))
  assertPayout(recipient.corridor, payout)
  signal?.throwIfAborted()
  onProgress?.({ step: 'sealing' })
  const salt = bytesToHex(crypto.getRandomValues(new Uint8Array(32)))
  const { timestamp } = await fromChain(getBlock(client, { blockTag: 'latest' }), signal)
  const order = toOrder(parameters, payout, hashRecipient({ recipient, salt }), Number(timestamp))
  const orderId = hashOrder(order, { chainId: network.chainId, escrow: network.contracts.OrderEscrow })
  const isPinned = ({ operator }: { operator: Address }) => pinned.some((other) => other.toLowerCase() === operator.toLowerCase())
  const ordered = [...providers.filter(isPinned), ...providers.filter((provider) => !isPinned(provider))]
  const envelopes = await sealEnvelopes({ recipient, salt }, orderId, ordered)
  return { orderId, order, envelopes, gateways: toGateways(network, providers) }
}

/** @throws UnknownCorridorError, InvalidRecipientError. */
export function assertPayable(recipient: Recipient): void {
  if (!getCorridor(recipient.corridor)) throw new UnknownCorridorError({ corridor: recipient.corridor, known: Object.keys(corridors) })
  const problem = validateRecipient(recipient)
  if (problem) throw new InvalidRecipientError({ reason: problem })
}

async function getQuotedPayout(client: Client, parameters: PrepareOrderParameters, providers: readonly Provider[]) {
  const { network, recipient, slippageBps = 100, signal } = parameters
  const amount = getCredited({ ...orderDefaults, ...parameters.terms, amount: parameters.amount })
  const { payout } = await getQuote(client, { network, corridor: recipient.corridor, amount, providers, signal })
  return floorToGrain(recipient.corridor, payout - bpsFloor(payout, BigInt(slippageBps)))
}

function toOrder(parameters: PrepareOrderParameters, payout: bigint, recipientHash: Order['recipientHash'], now: number): Order {
  const {
    network,
    payer,
    amount,
    recipient,
    refundTo = payer,
    pinned = [],
    turnSeconds = 6,
    claimSeconds = 600,
    reclaimSeconds,
  } = parameters
  const { terms = {} } = parameters
  // A wish to reclaim soon shortens the time to pay, because nobody may reclaim while a claimer may still pay.
  const payWindow =
    parameters.payWindow ?? (reclaimSeconds === undefined ? toPayWindow(recipient.corridor) : Math.max(1, reclaimSeconds - claimSeconds))
  const claimBy = terms.claimBy ?? now + claimSeconds
  return {
    ...orderDefaults,
    verifier: network.contracts.QuorumVerifier,
    salt: bytesToBigInt(crypto.getRandomValues(new Uint8Array(8))),
    reclaimAfter: Math.max(claimBy + payWindow, now + (reclaimSeconds ?? 0)),
    ...terms,
    payer,
    refundTo,
    token: network.token.address,
    amount,
    payout,
    corridor: recipient.corridor,
    recipientHash,
    pinned,
    turnSeconds,
    claimBy,
    payWindow,
  }
}
