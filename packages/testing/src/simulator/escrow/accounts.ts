/** The contract's books while one call runs: a copy that becomes the state when the call goes through. */
import type { OrderId } from '@paynode/sdk/protocol'
import type { Address } from 'viem'
import type { Account, EscrowState, Fees, OrderSlot } from './types.ts'

/** A custom error of the contract, by name. */
export class Revert extends Error {
  override name = 'Revert'
  readonly error: string
  constructor(error: string) {
    super(error)
    this.error = error
  }
}

/** Books that may be written to. */
export type Draft = {
  readonly orders: Map<OrderId, OrderSlot>
  readonly accounts: Map<string, Account>
  readonly wallets: Map<string, bigint>
  readonly fees: Map<string, Fees>
}

/** A copy of the books. */
export const toDraft = (state: EscrowState): Draft => ({
  orders: new Map(state.orders),
  accounts: new Map(state.accounts),
  wallets: new Map(state.wallets),
  fees: new Map(state.fees),
})

const none: Account = { free: 0n, locked: 0n }
export const getAccount = ({ accounts }: Pick<EscrowState, 'accounts'>, holder: Address): Account =>
  accounts.get(holder.toLowerCase()) ?? none
export const getWallet = ({ wallets }: Pick<EscrowState, 'wallets'>, holder: Address): bigint => wallets.get(holder.toLowerCase()) ?? 0n

/** `_credit`. */
export function credit(draft: Draft, holder: Address, amount: bigint): void {
  const account = getAccount(draft, holder)
  draft.accounts.set(holder.toLowerCase(), { ...account, free: account.free + amount })
}

/** `_takeFree`. */
export function takeFree(draft: Draft, holder: Address, amount: bigint): void {
  const account = getAccount(draft, holder)
  if (account.free < amount) throw new Revert('InsufficientFunds')
  draft.accounts.set(holder.toLowerCase(), { ...account, free: account.free - amount })
}

/** `_lock`. */
export function lock(draft: Draft, holder: Address, amount: bigint): void {
  takeFree(draft, holder, amount)
  const account = getAccount(draft, holder)
  draft.accounts.set(holder.toLowerCase(), { ...account, locked: account.locked + amount })
}

/** `_unlock`: takes `locked` out of the lock and gives `credited` of free funds. */
export function unlock(draft: Draft, holder: Address, locked: bigint, credited: bigint): void {
  const account = getAccount(draft, holder)
  draft.accounts.set(holder.toLowerCase(), { free: account.free + credited, locked: account.locked - locked })
}

/** Token transfer between wallets. The escrow has a wallet like anybody. */
export function transfer(draft: Draft, from: Address, to: Address, amount: bigint): void {
  const balance = getWallet(draft, from)
  if (balance < amount) throw new Revert('InsufficientBalance')
  draft.wallets.set(from.toLowerCase(), balance - amount)
  draft.wallets.set(to.toLowerCase(), getWallet(draft, to) + amount)
}
