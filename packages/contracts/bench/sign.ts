/** Everything that is signed around an order, encoded here from the interfaces alone. */
import { type Address, concatHex, encodeAbiParameters, type Hex, keccak256, toHex } from 'viem'
import { chainId } from './anvil.ts'
import { hashOrder, type Order } from './orders.ts'
import { permit2Address } from './permit2Code.ts'
import type { Wallet } from './wallet.ts'
import { readView, type World } from './world.ts'

const fields = (...list: readonly string[]) => list.map((text) => ({ name: text.split(' ')[1] ?? '', type: text.split(' ')[0] ?? '' }))
const permitTypes = { Permit: fields('address owner', 'address spender', 'uint256 value', 'uint256 nonce', 'uint256 deadline') }
const times = ['uint256 validAfter', 'uint256 validBefore', 'bytes32 nonce'] as const
const authorizationTypes = { ReceiveWithAuthorization: fields('address from', 'address to', 'uint256 value', ...times) }
const permit2Types = {
  PermitWitnessTransferFrom: fields('TokenPermissions permitted', 'address spender', 'uint256 nonce', 'uint256 deadline', 'Order witness'),
  TokenPermissions: fields('address token', 'uint256 amount'),
  Order: fields('SettlementTerms settlement', 'OrderDetails details'),
  OrderDetails: fields('RoutingTerms routing', 'PartyTerms parties'),
  PartyTerms: fields('address payer', 'address refundTo', 'address arbiter', 'uint40 reclaimAfter', 'bytes32 recipientHash', 'uint64 salt'),
  RoutingTerms: fields('bytes32 corridor', 'address[3] pinned', 'uint40 turnSeconds', 'uint40 claimBy', 'uint40 payWindow'),
  SettlementTerms: [
    ...fields('address token', 'address integrator', 'uint16 integratorFeeBps', 'uint16 protocolFeeBps'),
    ...fields('address verifier', 'uint40 challengeWindow', 'uint128 amount', 'uint128 payout'),
  ],
}

/** The payer's signature for `createFor`. */
export async function signOrder(world: World, payer: Wallet, order: Order): Promise<Hex> {
  return payer.account.sign({ hash: await hashOrder(world, order) })
}

/** The payer's word that its recipient was paid. */
export async function signConfirmation(world: World, payer: Wallet, order: Order): Promise<Hex> {
  const values = [keccak256(toHex('Confirmation(bytes32 orderId)')), await hashOrder(world, order)] as const
  const struct = keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'bytes32' }], values))
  const domain = (await readView(world, world.escrow, 'domainSeparator', [])) as Hex
  return payer.account.sign({ hash: keccak256(concatHex(['0x1901', domain, struct])) })
}

/** ERC-2612 permit of `value` token units for `spender`. */
export function signPermit(
  world: World,
  owner: Wallet,
  terms: { spender: Address; value: bigint; nonce: bigint; deadline: bigint },
): Promise<Hex> {
  const message = { owner: owner.address, ...terms }
  return owner.account.signTypedData({ domain: tokenDomain(world), types: permitTypes, primaryType: 'Permit', message })
}

/** ERC-3009 authorization whose nonce is the order id. */
export async function signAuthorization(world: World, payer: Wallet, order: Order): Promise<Hex> {
  const transfer = { from: payer.address, to: world.escrow.address, value: order.settlement.amount }
  const message = { ...transfer, validAfter: 0n, validBefore: BigInt(order.routing.claimBy), nonce: await hashOrder(world, order) }
  return payer.account.signTypedData({
    domain: tokenDomain(world),
    types: authorizationTypes,
    primaryType: 'ReceiveWithAuthorization',
    message,
  })
}

/** Permit2 witness transfer of the order's amount. */
export function signPermit2(world: World, payer: Wallet, { settlement, routing, parties }: Order, nonce: bigint): Promise<Hex> {
  const message = {
    permitted: { token: settlement.token, amount: settlement.amount },
    spender: world.escrow.address,
    nonce,
    deadline: BigInt(routing.claimBy),
    witness: { settlement, details: { routing, parties } },
  }
  const domain = { name: 'Permit2', chainId, verifyingContract: permit2Address }
  return payer.account.signTypedData({ domain, types: permit2Types, primaryType: 'PermitWitnessTransferFrom', message })
}

/** Two attesters' signatures that each provider paid its order at `paidAt`. */
export async function attest(world: World, paid: readonly { order: Order; provider: Address }[], paidAt: number): Promise<Hex> {
  const attestations = []
  for (const { order, provider } of paid) {
    attestations.push({ orderId: await hashOrder(world, order), provider, payout: order.settlement.payout, paidAt })
  }
  const struct = (await readView(world, world.escrow, 'batchDigest', [attestations])) as Hex
  const domain = (await readView(world, world.verifier, 'domainSeparator', [])) as Hex
  const hash = keccak256(concatHex(['0x1901', domain, struct]))
  return concatHex(await Promise.all(world.attesters.slice(0, 2).map(({ account }) => account.sign({ hash }))))
}

function tokenDomain(world: World) {
  return { name: 'USD Coin', version: '2', chainId, verifyingContract: world.token.address }
}
