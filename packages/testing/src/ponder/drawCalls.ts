/** What somebody may try next: mostly what the chain will take, sometimes too early, too late, or by the wrong account. */
import {
  type Funding,
  hashAttestationBatch,
  hashOrder,
  type Order,
  type OrderId,
  type OrderStatus,
  type PayoutAttestation,
  toClaimArgs,
  toClaimBatchArgs,
  toCreationCall,
  toEscrowDomain,
  toOnchainOrder,
  toOrderTypedData,
  toPermit2TypedData,
  toQuorumProof,
  toSettleArgs,
  toSettlementGroups,
  toSubmissionGroups,
  toSubmitArgs,
} from '@paynode/sdk/protocol'
import { type Address, type Hex, isAddressEqual, zeroAddress, zeroHash } from 'viem'
import type { Random } from '../simulator/world/random.ts'
import { type Call, toEscrowCall, type World } from './world.ts'

/** An order of the history as the chain had it at the last block. */
export type LiveOrder = { readonly id: OrderId; readonly order: Order; readonly status: OrderStatus; readonly claimer: Address }

/** What a drawing looks at. */
export type Scene = { readonly random: Random; readonly world: World; readonly time: number; readonly live: readonly LiveOrder[] }

/** The next step of one order; undefined when there is nothing to do with it. */
export async function drawStep(scene: Scene, target: LiveOrder): Promise<Call | undefined> {
  switch (target.status) {
    case 'open':
      return drawOpenStep(scene, target)
    case 'claimed':
      return drawClaimedStep(scene, target)
    case 'submitted':
      return drawSubmittedStep(scene, target)
    case 'disputed':
      return drawDisputedStep(scene, target)
    default:
      return undefined
  }
}

function drawOpenStep({ random, world, time, live }: Scene, { order }: LiveOrder): Call {
  const anybody = world.cast.stranger
  if (time >= order.reclaimAfter || random.chance(0.05)) return toEscrowCall(world, anybody, 'reclaim', [toOnchainOrder(order)])
  const provider = random.pick([...world.cast.providers, ...order.pinned])
  if (random.chance(0.7)) return toEscrowCall(world, provider, 'claim', toClaimArgs(order, zeroHash))
  const others = random.shuffle(live).slice(0, random.int(0, 5))
  const claims = [order, ...others.map((other) => other.order), ...(random.chance(0.3) ? [order] : [])].map((one) => ({
    order: one,
    route: zeroHash,
  }))
  return toEscrowCall(world, provider, 'claimBatch', toClaimBatchArgs(claims))
}

async function drawClaimedStep(scene: Scene, target: LiveOrder): Promise<Call> {
  const { random, world, live, time } = scene
  const { order, claimer } = target
  const choice = random.next()
  if (choice < 0.14) return toEscrowCall(world, claimer, 'giveUp', [toOnchainOrder(order), random.int(2, 6)])
  if (choice < 0.25) return toEscrowCall(world, world.cast.stranger, 'expireClaim', [toOnchainOrder(order)])
  if (choice < 0.35) return drawConfirmation(scene, target)
  if (order.verifier === zeroAddress) {
    const sender = random.chance(0.9) ? claimer : world.cast.stranger
    return toEscrowCall(world, sender, 'submit', toSubmitArgs(order, time, '0x'))
  }
  const proven = live.filter((other) => other.status === 'claimed' && isAddressEqual(other.order.verifier, world.verifier))
  const batch = choice < 0.7 ? [target] : [target, ...random.shuffle(proven).slice(0, random.int(1, 6))]
  const payouts = batch.map(({ id, order, claimer }) => {
    const provider = random.chance(0.05) ? random.pick(world.cast.providers) : claimer
    return { order, attestation: { orderId: id, provider, payout: order.payout, paidAt: time } }
  })
  const proof = await attest(
    scene,
    payouts.map(({ attestation }) => attestation),
  )
  if (payouts.length === 1) return toEscrowCall(world, world.cast.stranger, 'submit', toSubmitArgs(order, time, proof))
  return toEscrowCall(world, claimer, 'submitBatch', [world.verifier, toSubmissionGroups(payouts), proof])
}

async function drawSubmittedStep(scene: Scene, target: LiveOrder): Promise<Call> {
  const { random, world, live } = scene
  const { order } = target
  const choice = random.next()
  if (choice < 0.4)
    return toEscrowCall(world, random.chance(0.95) ? order.payer : world.cast.stranger, 'challenge', [toOnchainOrder(order), zeroHash])
  if (choice < 0.6) return drawConfirmation(scene, target)
  if (choice < 0.75) return toEscrowCall(world, world.cast.stranger, 'settle', toSettleArgs(order))
  const others = random.shuffle(live.filter(({ status }) => status === 'submitted' || status === 'claimed')).slice(0, random.int(1, 8))
  return toEscrowCall(world, world.cast.stranger, 'settleBatch', [toSettlementGroups([order, ...others.map((other) => other.order)])])
}

function drawDisputedStep({ random, world }: Scene, { order }: LiveOrder): Call | undefined {
  const isSilent = order.salt % 2n === 0n // the arbiter never answers on half of them
  const choice = random.next()
  if (choice < 0.3 && !isSilent)
    return toEscrowCall(world, world.cast.arbiter, 'resolve', [toOnchainOrder(order), random.int(0, 1), zeroHash])
  if (choice < 0.7) return toEscrowCall(world, world.cast.stranger, 'resolveByDefault', [toOnchainOrder(order)])
  return undefined
}

/** By the payer itself, or by anybody with its signature. */
async function drawConfirmation({ random, world }: Scene, { id, order }: LiveOrder): Promise<Call> {
  if (random.chance(0.5)) return toEscrowCall(world, order.payer, 'confirm', [toOnchainOrder(order), '0x'])
  const signature = await findPayer(world, order.payer).signTypedData({
    domain: toEscrowDomain({ chainId: world.chain.chainId, escrow: world.escrow }),
    types: { Confirmation: [{ name: 'orderId', type: 'bytes32' }] },
    primaryType: 'Confirmation',
    message: { orderId: id },
  })
  return toEscrowCall(world, world.cast.stranger, 'confirm', [toOnchainOrder(order), signature])
}

/** Locks new orders: by the payer, by a relayer on any lane that the tokens know, or many at once. */
export async function drawCreation(scene: Scene, orders: readonly Order[]): Promise<Call> {
  const { random, world } = scene
  const [first] = orders
  if (!first) throw new Error('a creation needs an order')
  if (orders.length === 1 && random.chance(0.4)) return toEscrowCall(world, first.payer, 'create', [toOnchainOrder(first)])
  const calls: Call[] = []
  for (const order of orders) {
    const { functionName, args } = toCreationCall(order, await drawFunding(scene, order))
    calls.push(toEscrowCall(world, world.cast.stranger, functionName, args))
  }
  if (calls.length === 1 && calls[0]) return calls[0]
  return toEscrowCall(world, world.cast.stranger, 'createBatch', [calls.map(({ data }) => data)])
}

/** Signed by the payer; sometimes by somebody else. The tokens know no permit: the allowance is what counts then. */
async function drawFunding({ random, world }: Scene, order: Order): Promise<Funding> {
  const domain = { chainId: world.chain.chainId, escrow: world.escrow }
  const signer = random.chance(0.95) ? findPayer(world, order.payer) : random.pick(world.cast.payers)
  const lane = random.next()
  if (lane < 0.4) {
    const nonce = random.chance(0.95) ? BigInt(order.salt) : 0n // a used one now and then
    return { lane: 'permit2', nonce, signature: await signer.signTypedData(toPermit2TypedData(order, domain, nonce)) }
  }
  const signature = await signer.signTypedData(toOrderTypedData(order, domain))
  return lane < 0.7 ? { lane: 'allowance', signature } : { lane: 'permit', deadline: 0n, permitSignature: signature, signature }
}

/** Somebody moves its own funds, stakes, collects fees; the guardian pauses and resumes. */
export function drawAccountCall({ random, world }: Scene): Call {
  const { cast } = world
  const token = random.pick(world.tokens)
  const holders = [...cast.payers.map(({ address }) => address), ...cast.providers]
  const who = random.pick(holders)
  const amount = BigInt(random.int(1, 300_000_000))
  const choice = random.next()
  if (choice < 0.45) return toEscrowCall(world, who, 'deposit', [token, amount])
  if (choice < 0.5) return toEscrowCall(world, who, 'depositFor', [random.pick([...holders, cast.stranger]), token, amount])
  if (choice < 0.65)
    return toEscrowCall(world, random.pick([who, cast.feeReceiver, ...cast.integrators]), 'withdraw', [token, amount / 7n, cast.stranger])
  if (choice < 0.75) return toEscrowCall(world, who, 'stake', [token, amount / 3n])
  if (choice < 0.83) return toEscrowCall(world, who, 'unstake', [token, amount / 30n])
  if (choice < 0.93) return toEscrowCall(world, cast.stranger, 'collectFees', [random.pick([...cast.integrators, zeroAddress]), token])
  return toEscrowCall(world, cast.guardian, 'pauseEntries', [token, random.chance(0.15)])
}

async function attest({ world, random }: Scene, attestations: readonly PayoutAttestation[]): Promise<Hex> {
  const hash = hashAttestationBatch(attestations, { chainId: world.chain.chainId, verifier: world.verifier })
  const signers = random.shuffle(world.cast.attesters).slice(0, random.chance(0.05) ? 1 : 2) // sometimes one too few
  return toQuorumProof(
    await Promise.all(signers.map(async (signer) => ({ attester: signer.address, signature: await signer.sign({ hash }) }))),
  )
}

function findPayer({ cast }: World, address: Address) {
  const payer = cast.payers.find((candidate) => isAddressEqual(candidate.address, address))
  if (!payer) throw new Error(`${address} is no payer`)
  return payer
}

/** The id that an order will have. */
export const toId = (world: World, order: Order): OrderId => hashOrder(order, { chainId: world.chain.chainId, escrow: world.escrow })
