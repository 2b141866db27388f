/** The orders of a history by every name that calldata gives them: the one place that knows how the contract encodes calls. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import {
  failureCauses,
  hashOrder,
  hashOrderDetails,
  hashOrderParties,
  type Order,
  type OrderId,
  toClaimArgs,
  toClaimBatchArgs,
  toOnchainOrder,
  toSettleArgs,
  toSettlementGroups,
  toSubmissionGroups,
  toSubmitArgs,
} from '@paynode/sdk/protocol'
import { type Address, decodeFunctionData, encodeFunctionData, type Hex, hexToString, stringToHex, zeroHash } from 'viem'
import type { Call, Proof, Terms } from '../escrow/types.ts'

/** Knows orders, and turns what a daemon would sign into a call of the model. */
export type TermsBook = {
  add(order: Order): Terms
  get(id: OrderId): Terms | undefined
  /** @throws when the data is no call that a daemon makes, or names an order that nobody created. */
  toCall(data: Hex): Call
}

/** An empty book. */
export function createTermsBook(domain: { readonly chainId: number; readonly escrow: Address }): TermsBook {
  const byId = new Map<string, Terms>()
  const byDetails = new Map<string, Terms>()
  const byParties = new Map<string, Terms>()
  const bySalt = new Map<bigint, Terms>()
  const find = (found: Terms | undefined): Terms => {
    if (!found) throw new Error('the call names an order that nobody created')
    return found
  }
  const ofSalt = ({ parties }: { readonly parties: { readonly salt: bigint } }) => find(bySalt.get(parties.salt))
  return {
    add: (order) => {
      const terms = { id: hashOrder(order, domain), order }
      byId.set(terms.id, terms)
      byDetails.set(hashOrderDetails(order), terms)
      byParties.set(hashOrderParties(order), terms)
      bySalt.set(order.salt, terms)
      return terms
    },
    get: (id) => byId.get(id),
    toCall: (data) => {
      const { functionName: fn, args } = decodeFunctionData({ abi: orderEscrowAbi, data })
      switch (fn) {
        case 'claim':
          return { fn, terms: find(byParties.get(args[2])), route: args[3] }
        case 'claimBatch':
          return { fn, requests: args[0].map(({ partiesHash, route }) => ({ terms: find(byParties.get(partiesHash)), route })) }
        case 'giveUp':
          return { fn, terms: ofSalt(args[0]), cause: failureCauses[args[1]] ?? 'none' }
        case 'expireClaim':
        case 'reclaim':
        case 'resolveByDefault':
          return { fn, terms: ofSalt(args[0]) }
        case 'submit':
          return { fn, terms: find(byDetails.get(args[1])), paidAt: args[2], proof: toProof(args[3]) }
        case 'submitBatch': {
          const items = args[1].flatMap((group) => group.items)
          const submissions = items.map(({ detailsHash, provider, paidAt }) => ({
            terms: find(byDetails.get(detailsHash)),
            provider,
            paidAt,
          }))
          return { fn, verifier: args[0], items: submissions, proof: toProof(args[2]) }
        }
        case 'settle':
          return { fn, terms: find(byDetails.get(args[1])) }
        case 'settleBatch':
          return { fn, items: args[0].flatMap((group) => group.items.map(({ detailsHash }) => find(byDetails.get(detailsHash)))) }
        default:
          throw new Error(`no daemon calls ${fn}`)
      }
    },
  }
}

/** A call of the model as the real contract takes it. `proof` is the quorum's signatures, `signature` the payer's. */
export function toCalldata(
  call: Exclude<Call, { fn: 'collectFees' }>,
  { token, proof, signature }: { readonly token: Address; readonly proof: Hex; readonly signature: Hex },
): Hex {
  const encode = (functionName: string, args: readonly unknown[]) =>
    encodeFunctionData({ abi: orderEscrowAbi, functionName, args } as never)
  switch (call.fn) {
    case 'deposit':
      return encode('deposit', [token, call.amount])
    case 'withdraw':
      return encode('withdraw', [token, call.amount, call.to])
    case 'claim':
      return encode('claim', toClaimArgs(call.terms.order, call.route))
    case 'claimBatch':
      return encode('claimBatch', toClaimBatchArgs(call.requests.map(({ terms: { order }, route }) => ({ order, route }))))
    case 'giveUp':
      return encode('giveUp', [toOnchainOrder(call.terms.order), failureCauses.indexOf(call.cause)])
    case 'confirm':
      return encode('confirm', [toOnchainOrder(call.terms.order), call.isSigned ? signature : '0x'])
    case 'submit':
      return encode('submit', toSubmitArgs(call.terms.order, call.paidAt, proof))
    case 'submitBatch': {
      const payouts = call.items.map(({ terms: { order }, provider, paidAt }) => ({ order, attestation: { provider, paidAt } }))
      return encode('submitBatch', [call.verifier, toSubmissionGroups(payouts), proof])
    }
    case 'settle':
      return encode('settle', toSettleArgs(call.terms.order))
    case 'settleBatch':
      return encode('settleBatch', [toSettlementGroups(call.items.map(({ order }) => order))])
    case 'challenge':
      return encode('challenge', [toOnchainOrder(call.terms.order), zeroHash])
    case 'resolve':
      return encode('resolve', [toOnchainOrder(call.terms.order), call.ruling === 'payClaimer' ? 1 : 0, zeroHash])
    default:
      return encode(call.fn, [toOnchainOrder(call.terms.order)])
  }
}

/** A proof as bytes: who signed, over what. Real signatures are checked elsewhere; here nobody can forge. */
export function fromProof({ signers, over }: Proof): Hex {
  const items = over.map(({ orderId, provider, payout, paidAt }) => [orderId, provider, payout.toString(), paidAt])
  return stringToHex(JSON.stringify([signers, items]))
}

function toProof(bytes: Hex): Proof {
  const [signers, items] = JSON.parse(hexToString(bytes)) as [Address[], [Hex, Address, string, number][]] // written by fromProof only
  return { signers, over: items.map(([orderId, provider, payout, paidAt]) => ({ orderId, provider, payout: BigInt(payout), paidAt })) }
}
