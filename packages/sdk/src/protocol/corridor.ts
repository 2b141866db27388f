/** A corridor is where the money goes: a currency and the rail that carries it, e.g. `NGN/bank`. */
import { type Hex, hexToString, pad, stringToHex, trim } from 'viem'

/** `CUR/rail`. */
export type Corridor = `${string}/${string}`

/** What the recipient's account looks like on a rail. */
export type Rail = 'bank' | 'mpesa' | 'mobile' | 'wire' | 'sepa' | 'onchain' | 'binance'

/** One row of the corridor table. */
export type CorridorInfo = {
  readonly corridor: Corridor
  readonly currency: string
  readonly rail: Rail
  /** Minor units per major unit as a power of ten. */
  readonly decimals: number
  /** Least minor units that every PSP of the rail can carry, where that is more than one: whole shillings, say. */
  readonly grain?: bigint
  /** Seconds within which nearly every payout of the rail has arrived, as its PSPs describe it: less time to pay than that is a risk for whoever claims. */
  readonly settleSeconds: number
  /** ISO 3166 country of the rail; `EU` for SEPA, `ZZ` where a rail has none. */
  readonly country: string
  /** Fields of `--to CORRIDOR:…`, in order. */
  readonly fields: readonly ('institution' | 'account')[]
  /** What the account must look like. */
  readonly account: RegExp
  /** What the institution code must look like, where there is one. */
  readonly institution?: RegExp
  /** A well-formed account, for error messages and placeholders. */
  readonly example: string
}

/** An IBAN, or the id under which the payer's PSP has linked the account. */
const linkedAccount = /^([A-Z]{2}\d{2}[A-Z0-9]{11,30}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/
/** Chains whose addresses are twenty bytes and need no tag. */
const evmChain = /^(ARB|AVAX|BASE|CELO|ETH|OP|POLY|UNI)$/
const evmAddress = /^0x[0-9a-fA-F]{40}$/

/** Every corridor that this version knows. Rails differ in what an account is, so a new one needs a release. */
export const corridors = {
  'NGN/bank': {
    corridor: 'NGN/bank',
    currency: 'NGN',
    rail: 'bank',
    decimals: 2,
    settleSeconds: 120,
    country: 'NG',
    fields: ['institution', 'account'],
    institution: /^\d{3,6}$/,
    account: /^\d{10}$/,
    example: 'NGN/bank:058:0123456789',
  },
  'KES/mpesa': {
    corridor: 'KES/mpesa',
    currency: 'KES',
    rail: 'mpesa',
    decimals: 2,
    settleSeconds: 120,
    grain: 100n,
    country: 'KE',
    fields: ['account'],
    account: /^254[17]\d{8}$/,
    example: 'KES/mpesa:254712345678',
  },
  'GHS/mobile': {
    corridor: 'GHS/mobile',
    currency: 'GHS',
    rail: 'mobile',
    decimals: 2,
    settleSeconds: 120,
    country: 'GH',
    fields: ['institution', 'account'],
    institution: /^(MTN|VOD|ATL)$/,
    account: /^233\d{9}$/,
    example: 'GHS/mobile:MTN:233241234567',
  },
  'USD/wire': {
    corridor: 'USD/wire',
    currency: 'USD',
    rail: 'wire',
    decimals: 2,
    settleSeconds: 259_200,
    country: 'US',
    fields: ['account'],
    account: linkedAccount,
    example: 'USD/wire:b8627ae8-732b-4d25-b947-1df8f4007a29',
  },
  'EUR/sepa': {
    corridor: 'EUR/sepa',
    currency: 'EUR',
    rail: 'sepa',
    decimals: 2,
    settleSeconds: 259_200,
    country: 'EU',
    fields: ['account'],
    account: linkedAccount,
    example: 'EUR/sepa:DE89370400440532013000',
  },
  'USDC/onchain': {
    corridor: 'USDC/onchain',
    currency: 'USDC',
    rail: 'onchain',
    decimals: 6,
    settleSeconds: 900,
    grain: 10_000n,
    country: 'ZZ',
    fields: ['institution', 'account'],
    institution: evmChain,
    account: evmAddress,
    example: 'USDC/onchain:BASE:0x8381470ED67C3802402dbbFa0058E8871F017A6F',
  },
  'EURC/onchain': {
    corridor: 'EURC/onchain',
    currency: 'EURC',
    rail: 'onchain',
    decimals: 6,
    settleSeconds: 900,
    grain: 10_000n,
    country: 'ZZ',
    fields: ['institution', 'account'],
    institution: evmChain,
    account: evmAddress,
    example: 'EURC/onchain:ETH:0x8381470ED67C3802402dbbFa0058E8871F017A6F',
  },
  'USDT/binance': {
    corridor: 'USDT/binance',
    currency: 'USDT',
    rail: 'binance',
    decimals: 6,
    settleSeconds: 300,
    country: 'ZZ',
    fields: ['institution', 'account'],
    institution: /^(BINANCE_ID|EMAIL|PAY_ID)$/,
    account: /^(\d{4,20}|[^\s:@]{1,40}@[^\s:@]{1,20}\.[a-z]{2,12})$/,
    example: 'USDT/binance:BINANCE_ID:36072162',
  },
} as const satisfies Record<string, CorridorInfo>

/** A corridor of the table. */
export type KnownCorridor = keyof typeof corridors

/** A row that this version knows: its currency is one that amounts can be formatted in. */
export type KnownCorridorInfo = CorridorInfo & { readonly currency: (typeof corridors)[KnownCorridor]['currency'] }

/** The row of a corridor, or undefined when this version does not know it. */
export function getCorridor(corridor: string): KnownCorridorInfo | undefined {
  return Object.hasOwn(corridors, corridor) ? corridors[corridor as KnownCorridor] : undefined
}

/** `NGN/bank` → the left-aligned bytes32 that stands on chain. */
export function toCorridorBytes(corridor: Corridor): Hex {
  return pad(stringToHex(corridor), { dir: 'right', size: 32 })
}

/** The left-aligned bytes32 on chain → `NGN/bank`. Bytes that are no corridor give the text as it is. */
export function fromCorridorBytes(bytes: Hex): Corridor {
  return hexToString(trim(bytes, { dir: 'right' })) as Corridor
}
