/** The fixed part of every simulated world: addresses, rules, the genesis that registers and funds everybody. */
import type { Corridor, Recipient } from '@paynode/sdk/protocol'
import { type Address, getAddress, type Hex, pad, toHex } from 'viem'
import type { ChainEventBody, RegistryEntry } from '../../../../node/src/chain/events.ts'
import type { EscrowRules, EscrowState } from '../escrow/types.ts'

const toAddress = (number: number) => getAddress(`0x${number.toString(16).padStart(40, '0')}`)

export const chainId = 31_337
export const corridor: Corridor = 'NGN/bank'
/** Every rail of the world. Where capitals say nothing, a receipt may spell an account otherwise than its payer. */
export const corridors: readonly Corridor[] = [corridor, 'USDT/binance', 'USDC/onchain']
export const escrow = toAddress(0xe5c)
export const verifier = toAddress(0x9e7)
export const token = toAddress(0x70c)
export const payer = toAddress(0xba7)
export const arbiter = toAddress(0xa7b)
/** Nobody's desk knows these two: they do as the payer says. */
export const foreignArbiter = toAddress(0xbad)
export const foreignVerifier = toAddress(0xbadbad)
/** Operator address of a provider, by index. */
export const toProvider = (index: number): Address => toAddress(0x1000 + index)

export const instantCap = 1_000_000_000n
/** What every desk offers: minor units for a whole token, of 10^6 token units. */
export const rate = 150_000n
/** What some desks have agreed with the payer. */
export const agreedRate = 153_000n
const STAKE = 20_000_000_000n
const FUNDS = 1_000_000_000_000n
/** Minor units in every account at the PSP. */
export const openingBalance = 100_000_000n

/** The rules of a world with so many providers, all of them attesters. */
export function createRules(providers: number): EscrowRules {
  const attesters = Array.from({ length: providers }, (_, index) => toProvider(index))
  const active = new Set(attesters.map((address) => address.toLowerCase()))
  return {
    token,
    instantCap,
    bondBps: 500,
    maxProtocolFeeBps: 100,
    feeReceiver: toAddress(0xfee),
    escrow,
    verifier,
    attesters,
    threshold: Math.min(2, providers),
    isActive: (provider) => active.has(provider.toLowerCase()),
  }
}

/** Who owns what at the start, and the events that tell it. */
export function createGenesis(providers: number): { readonly state: EscrowState; readonly events: readonly ChainEventBody[] } {
  const operators = Array.from({ length: providers }, (_, index) => toProvider(index))
  const key = (address: Address) => address.toLowerCase()
  return {
    state: {
      orders: new Map(),
      accounts: new Map([...operators, payer].map((address) => [key(address), { free: STAKE, locked: 0n }])),
      wallets: new Map([
        [key(payer), FUNDS],
        [key(escrow), STAKE * BigInt(providers + 1)],
      ]),
      fees: new Map(),
    },
    events: [
      ...operators.map((operator): ChainEventBody => ({ name: 'ProviderRegistered', entry: toEntry(operator) })),
      ...[...operators, payer].map((provider): ChainEventBody => ({ name: 'Deposited', provider, token, amount: STAKE })),
    ],
  }
}

const empty: Hex = '0x'
const toEntry = (operator: Address): RegistryEntry => ({
  operator,
  owner: operator,
  nodeAddress: operator,
  nodeKey: empty,
  hpkeKey: empty,
  gatewayUrl: '',
  multiaddrs: [],
  corridors,
})

/** The recipient of an order, by its number. */
export function toRecipient(number: number, rail: Corridor): Recipient {
  if (rail === 'USDT/binance') return { corridor: rail, institution: 'EMAIL', account: `Ada.${number}@Example.com` }
  if (rail === 'USDC/onchain')
    return { corridor: rail, institution: 'BASE', account: getAddress(pad(toHex(0xabcdef + number), { size: 20 })) }
  return { corridor: rail, institution: '058', account: String(1_000_000_000 + number) }
}
