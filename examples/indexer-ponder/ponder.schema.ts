/** What the escrow's events say: every order, every account, every integrator's fees. Amounts are token units, times unix seconds. */
import { index, onchainTable, primaryKey } from 'ponder'

export const order = onchainTable(
  'order',
  (t) => ({
    id: t.hex().primaryKey(),
    status: t.text().notNull(),
    claimer: t.hex(),
    createdAt: t.bigint().notNull(),
    changedAt: t.bigint().notNull(),
    payer: t.hex().notNull(),
    refundTo: t.hex().notNull(),
    token: t.hex().notNull(),
    amount: t.bigint().notNull(),
    payout: t.bigint().notNull(),
    corridor: t.hex().notNull(),
    verifier: t.hex().notNull(),
    arbiter: t.hex().notNull(),
    integrator: t.hex().notNull(),
    integratorFeeBps: t.integer().notNull(),
    protocolFeeBps: t.integer().notNull(),
    /** Locked by the claimer now; a dispute locks as much of the payer's. */
    bond: t.bigint().notNull(),
    payBy: t.bigint(),
    settleAfter: t.bigint(),
    resolveBy: t.bigint(),
    /** What the claimer was credited with, or `refundTo` got back. */
    credited: t.bigint(),
    refunded: t.bigint(),
    /** Claims that were given up or expired. */
    failures: t.integer().notNull(),
  }),
  (table) => ({ byStatus: index().on(table.status), byPayer: index().on(table.payer), byClaimer: index().on(table.claimer) }),
)

export const account = onchainTable(
  'account',
  (t) => ({ owner: t.hex().notNull(), token: t.hex().notNull(), free: t.bigint().notNull(), locked: t.bigint().notNull() }),
  (table) => ({ pk: primaryKey({ columns: [table.owner, table.token] }) }),
)

export const stake = onchainTable(
  'stake',
  (t) => ({
    owner: t.hex().notNull(),
    token: t.hex().notNull(),
    /** As staked; penalties may have left less, which is `min(staked, free + locked)`. */
    staked: t.bigint().notNull(),
    leaving: t.bigint().notNull(),
    leavesAt: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.owner, table.token] }) }),
)

export const fees = onchainTable(
  'fees',
  (t) => ({
    integrator: t.hex().notNull(),
    token: t.hex().notNull(),
    integratorFees: t.bigint().notNull(),
    protocolFees: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.integrator, table.token] }) }),
)

export const pause = onchainTable('pause', (t) => ({ token: t.hex().primaryKey(), paused: t.boolean().notNull() }))
