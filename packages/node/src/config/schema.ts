/** The daemon's configuration. Secrets are never here: keys and PSP credentials come from files that this names. */
import type { Corridor } from '@paynode/sdk/protocol'
import { getCorridor } from '@paynode/sdk/protocol'
import { z } from 'zod'
import { address } from './address.ts'
import { advisorSchema } from './advisor.ts'
import { policySchema } from './policy.ts'
import { minorUnits } from './psp/common.ts'
import { pspSchema } from './psp/schema.ts'
import { toPspName } from './psp/toPspId.ts'

const corridor = z.custom<Corridor>((value) => typeof value === 'string' && getCorridor(value) !== undefined, 'unknown corridor')

/** Limits on what leaves, in minor units: one payout, any 60 minutes, any 24 hours. */
const capsSchema = z.strictObject({ perPayout: minorUnits.optional(), perHour: minorUnits.optional(), perDay: minorUnits.optional() })

/** One corridor that this provider serves. Amounts are minor units of its currency. */
export const corridorConfigSchema = z
  .strictObject({
    corridor,
    psp: pspSchema,
    /**
     * Further PSPs, in order: for when the first is out of order or short of money, or has failed a payout and says so twice. One account per vendor
     * and corridor, because a payout is asked about at the PSP that it was sent to.
     */
    fallbacks: z.array(pspSchema).default([]),
    /** Minor units per whole token, fees off: what is offered to everybody, and the most that an order may ask of this provider. */
    rate: minorUnits,
    /** Prices agreed with single payers, over the counter; an order of theirs names this provider as pinned. Minor units per whole token. */
    agreed: z.array(z.strictObject({ payer: address, rate: minorUnits })).default([]),
    minPayout: minorUnits.default(1n),
    maxPayout: minorUnits,
    /** A PSP with less than this is reported as short of money; `maxPayout` unless given. */
    lowFloat: minorUnits.optional(),
    /** Limits of this corridor, beside those of the whole daemon. */
    caps: capsSchema.default({}),
    /**
     * Seconds that a payout may take until its PSP calls it paid and the proof stands on chain. Nothing is claimed and no money leaves with less
     * of the pay window left: who pays later than that can lose the claim and the money. Choose what nearly every payout of the rail keeps; the
     * corridor table's figure unless given.
     */
    settleSeconds: z.int().min(0).max(604_800).optional(),
    /** Orders of the corridor that the desk pays at a time: told to the network, and kept. A full desk claims again when it has room. */
    capacity: z.int().min(1).default(50),
    /** Most that one payer gets here within 24 hours. */
    maxPerPayerPerDay: minorUnits.optional(),
  })
  .refine(({ psp, fallbacks }) => new Set([psp, ...fallbacks].map(toPspName)).size === fallbacks.length + 1, {
    path: ['fallbacks'],
    message: 'a vendor is named twice; one account per vendor and corridor',
  })

export const configSchema = z.strictObject({
  name: z.string().default('paynode'),
  dataDir: z.string(),
  chain: z.strictObject({
    chainId: z.int(),
    rpcUrls: z.array(z.url()).min(1),
    /** RPC that the gateway tells payers to use; none of the own ones is published, because they may hold a key. */
    publicRpcUrl: z.url().optional(),
    wsUrl: z.url().optional(),
    escrow: address,
    registry: address,
    verifier: address,
    /** The anchor contract. Without one, orders are ranked on what the daemons agree on among themselves. */
    anchor: address.optional(),
    token: address,
    startBlock: z.int().min(0).default(0),
    /** Blocks on top of an order and a claim before paying, at the least: Base and Polygon have deeper ones by value. */
    confirmations: z.int().min(0).default(1),
    /** Own depths by value, ascending, in token units; they replace the chain's. The last one also holds beyond. */
    confirmationSteps: z
      .array(z.strictObject({ upTo: minorUnits, confirmations: z.int().min(0) }))
      .min(1)
      .optional(),
    /** Limits on gas, in wei: per unit, and per 24 hours. */
    fees: z.strictObject({ maxFeePerGas: minorUnits.optional(), perDay: minorUnits.optional() }).prefault({}),
    pollMs: z.int().min(20).default(200),
  }),
  keys: z.strictObject({
    /** File with the operator key (hot: claims, settles). */
    operatorKeyFile: z.string(),
    /** File with the node key (libp2p identity, report signer, attester). */
    nodeKeyFile: z.string(),
    /** File with the HPKE private key that recipient details are sealed to. */
    hpkeKeyFile: z.string(),
    /** File with the passphrase of those that are keystores. Without it, whoever starts the daemon in a terminal is asked. */
    passphraseFile: z.string().optional(),
  }),
  p2p: z.strictObject({ listen: z.array(z.string()).default(['/ip4/127.0.0.1/tcp/0']), bootstrap: z.array(z.string()).default([]) }),
  api: z.strictObject({
    host: z.string().default('127.0.0.1'),
    port: z.int().min(0).max(65_535).default(0),
    publicUrl: z.url().optional(),
    /** Hosts of pages that may sign people in at this gateway, beside its own; `*` for any. */
    domains: z.array(z.string().min(1)).default([]),
    /** Proxies in front of the gateway, by address or network: only what they say of a client's address is believed. */
    trustProxy: z.array(z.string().min(1)).optional(),
    /** Whether payers' and integrators' webhooks may go to this machine and its network: for local networks only. */
    privateWebhooks: z.enum(['refuse', 'allow']).default('refuse'),
  }),
  /** Sends payers' signed orders with the operator's gas. Off unless given. Gas in wei. */
  relay: z
    .strictObject({
      perPayerPerDay: z.int().min(1).default(5),
      gasPerDay: minorUnits.default(10n ** 16n),
      maxGas: minorUnits.default(1_000_000n),
      /** Token units. */
      minAmount: minorUnits.default(0n),
    })
    .optional(),
  policy: policySchema.prefault({}),
  /** Where PSPs call back, at `/psp/<corridor>`. Closed unless given; put TLS in front of it. */
  webhooks: z.strictObject({ host: z.string().default('127.0.0.1'), port: z.int().min(0).max(65_535) }).optional(),
  metrics: z.strictObject({ host: z.string().default('127.0.0.1'), port: z.int().min(0).max(65_535).default(0) }),
  routing: z.strictObject({
    /** Seconds per epoch. */
    epochSeconds: z.int().min(1).default(60),
    /** Outcomes count up to the last multiple of this many blocks … */
    modelStride: z.int().min(1).default(8),
    /** … that lies at least this many blocks behind. */
    modelLag: z.int().min(0).default(8),
    /** Blocks that an anchor must lie behind an order to count for it. The same on every daemon of a network, as all of these are. */
    anchorLag: z.int().min(1).default(1),
    /** Whether this daemon takes its seats and pays for anchoring when it is its turn. It votes either way. */
    anchoring: z.enum(['on', 'off']).default('on'),
    /** Days for which bundles and statements are kept, to explain and replay rankings. */
    keepDays: z.int().min(1).default(90),
  }),
  /** Off unless given. */
  advisor: advisorSchema.optional(),
  corridors: z.array(corridorConfigSchema).default([]),
  /** `off` (dry run) until the operator turns payouts on. */
  payouts: z.enum(['off', 'on']).default('off'),
  /** Milliseconds a payout must stay unknown to its PSP, after it was sent, before it counts as never made. */
  notFoundWindowMs: z.int().min(1_000).default(600_000),
  /** Milliseconds after which a payout that is not known to have ended is reported. */
  alertAfterMs: z.int().min(1_000).default(900_000),
  /** For each currency over all its corridors, whatever it is: give them per corridor where several currencies are paid. */
  caps: capsSchema.default({}),
  attestation: z.strictObject({
    /** Read-only receipt access per corridor, to check other providers' payouts. */
    receipts: z.record(z.string(), z.strictObject({ url: z.url(), tokenFile: z.string() })).default({}),
    threshold: z.int().min(1).default(2),
  }),
  /** Payouts are proven in batches: when one is full or `maxAgeMs` old. An old one waits up to `feePatienceMs` for a base fee that is no higher than `feePercentile` percent of the last blocks'; 0 does not. */
  settlement: z
    .strictObject({
      maxBatch: z.int().min(1).max(200).default(50),
      maxAgeMs: z.int().min(0).default(1_000),
      feePatienceMs: z.int().min(0).max(600_000).default(20_000),
      feePercentile: z.int().min(1).max(100).default(75),
    })
    .prefault({}),
  log: z.strictObject({ level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info') }).prefault({}),
})

export type NodeConfig = z.output<typeof configSchema>
export type NodeConfigInput = z.input<typeof configSchema>
export type CorridorConfig = z.output<typeof corridorConfigSchema>
