/** The orders of a history by every name that calldata gives them: the one place that knows how the contract encodes calls. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { failureCauses, hashOrder, hashOrderDetails, hashOrderParties, type Order, type OrderId } from '@paynode/sdk/protocol'
import { type Address, decodeFunctionData, type Hex, hexToString, stringToHex } from 'viem'
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

/** A proof as bytes: who signed, over what. Real signatures are checked elsewhere; here nobody can forge. */
export function fromProof({ signers, over }: Proof): Hex {
  const items = over.map(({ orderId, provider, payout, paidAt }) => [orderId, provider, payout.toString(), paidAt])
  return stringToHex(JSON.stringify([signers, items]))
}

function toProof(bytes: Hex): Proof {
  const [signers, items] = JSON.parse(hexToString(bytes)) as [Address[], [Hex, Address, string, number][]] // written by fromProof only
  return { signers, over: items.map(([orderId, provider, payout, paidAt]) => ({ orderId, provider, payout: BigInt(payout), paidAt })) }
}
