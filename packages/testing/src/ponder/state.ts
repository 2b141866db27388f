/** What is compared: every order, account, stake and fee in one plain form, whoever tells it. */
import type { Hex } from 'viem'

/** All of it; keys are lower-case, zero entries are left out. */
export type EscrowState = {
  /** By id: `status claimer createdAt changedAt`. */
  readonly orders: Readonly<Record<string, string>>
  /** By `owner:token`: `free/locked`. */
  readonly accounts: Readonly<Record<string, string>>
  /** By `owner:token`: `staked/leaving` that count now. */
  readonly stakes: Readonly<Record<string, string>>
  /** By `integrator:token`: `integrator's/protocol's`. */
  readonly fees: Readonly<Record<string, string>>
}

/** An order's line. */
export const toOrderLine = (status: string, claimer: Hex | null | undefined, createdAt: bigint | number, changedAt: bigint | number) =>
  `${status} ${(claimer ?? '-').toLowerCase()} ${createdAt} ${changedAt}`

/** Pairs of amounts by two addresses; pairs of zeros are nothing. */
export function toPairs(rows: readonly { readonly of: readonly [string, string]; readonly pair: readonly [bigint, bigint] }[]) {
  const present = rows.filter(({ pair: [left, right] }) => left !== 0n || right !== 0n)
  return Object.fromEntries(present.map(({ of: [one, other], pair }) => [`${one}:${other}`.toLowerCase(), pair.join('/')]).sort())
}

/** What counts of a stake: penalties may have eaten into it, and what has cooled down is free. */
export function toStakePair(
  row: { readonly staked: bigint; readonly leaving: bigint; readonly leavesAt: bigint },
  held: bigint,
  time: number,
): readonly [bigint, bigint] {
  const cooling = BigInt(time) < row.leavesAt ? row.leaving : 0n
  const leaving = cooling < held ? cooling : held
  return [row.staked < held - leaving ? row.staked : held - leaving, leaving]
}
