/** The bounds of an order's terms, as `TermChecks.sol` has them, in its order. */
import type { Order } from '@paynode/sdk/protocol'
import { isAddressEqual, zeroAddress } from 'viem'
import { Revert } from './accounts.ts'
import type { EscrowRules } from './types.ts'

const MAX_INTEGRATOR_FEE_BPS = 1_000
const MAX_LIFETIME = 30 * 86_400
const MAX_WINDOW = 7 * 86_400

/** @throws {Revert} when `create` would refuse the terms. `time` is the block's. */
export function checkTerms(order: Order, rules: EscrowRules, time: number): void {
  if (order.amount === 0n || order.payout === 0n) throw new Revert('AmountOutOfRange')
  if (order.integratorFeeBps > MAX_INTEGRATOR_FEE_BPS) throw new Revert('FeeTooHigh')
  if (order.integratorFeeBps !== 0 && order.integrator === zeroAddress) throw new Revert('ZeroAddress')
  if (order.protocolFeeBps > rules.maxProtocolFeeBps) throw new Revert('FeeTooHigh')
  if (order.challengeWindow > MAX_WINDOW) throw new Revert('InvalidDeadline')
  if (order.refundTo === zeroAddress) throw new Revert('ZeroAddress')
  if (isAddressEqual(order.refundTo, rules.escrow)) throw new Revert('InvalidReceiver')
  if (order.reclaimAfter > time + MAX_LIFETIME) throw new Revert('InvalidDeadline')
  if (order.pinned.length > 0 && order.turnSeconds === 0) throw new Revert('InvalidDeadline')
  if (order.claimBy <= time) throw new Revert('InvalidDeadline')
  if (order.payWindow === 0 || order.payWindow > MAX_WINDOW) throw new Revert('InvalidDeadline')
  if (order.reclaimAfter < order.claimBy + order.payWindow) throw new Revert('InvalidDeadline')
  if (!isAddressEqual(order.token, rules.token)) throw new Revert('TokenNotAllowed')
}
