/** Registered providers with real keys, and a registry that tests can change. */
import { type Corridor, hashReport, type ProviderId, type Report, type SignedReport } from '@paynode/sdk/protocol'
import secp256k1 from 'secp256k1'
import { type Address, bytesToHex, getAddress, type Hex, hexToBytes, keccak256, toHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { RegistryEntry } from '../chain/events.ts'
import type { ChainView } from '../chain/ports.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'

/** The network that fixture reports are signed for. */
export const domain = { chainId: 31_337, escrow: getAddress(`0x${'ee'.repeat(20)}`) as Address }

/** A provider and what only it knows. */
export type Identity = { readonly operator: ProviderId; readonly nodePrivateKey: Hex; readonly entry: RegistryEntry }

/** The provider of an index; the same index gives the same keys. */
export function createIdentity(index: number, corridors: readonly Corridor[] = ['NGN/bank']): Identity {
  const nodePrivateKey = keccak256(toHex(`node ${index}`))
  const operator = privateKeyToAccount(keccak256(toHex(`operator ${index}`))).address
  const nodeKey = bytesToHex(secp256k1.publicKeyCreate(hexToBytes(nodePrivateKey), true))
  const entry = {
    operator,
    owner: operator,
    nodeAddress: privateKeyToAccount(nodePrivateKey).address,
    nodeKey,
    hpkeKey: `0x${'01'.repeat(32)}` as Hex,
    gatewayUrl: 'http://127.0.0.1:1',
    multiaddrs: [],
    corridors,
  }
  return { operator, nodePrivateKey, entry }
}

/** A report with every field in range. */
export function createReport(operator: ProviderId, change: Partial<Report> = {}): Report {
  return {
    provider: operator,
    corridor: 'NGN/bank',
    epoch: 100,
    rate: 160_000n,
    minPayout: 1n,
    maxPayout: 1_000_000_000n,
    liquidityBucket: 40,
    loadBps: 0,
    capacity: 50,
    maintenance: false,
    views: [],
    ...change,
  }
}

/** A report signed by a node key. */
export async function createSigned({ operator, nodePrivateKey }: Identity, change: Partial<Report> = {}): Promise<SignedReport> {
  const report = createReport(operator, change)
  return { report, signature: await privateKeyToAccount(nodePrivateKey).sign({ hash: hashReport(report, domain) }) }
}

/** A chain view that knows a registry and nothing else. */
export function createRegistry(entries: readonly RegistryEntry[]): ChainView & {
  register(entry: RegistryEntry): void
  revoke(operator: ProviderId): void
} {
  const registry = new Map(entries.map((entry) => [entry.operator, entry]))
  return {
    head: () => undefined,
    providers: () => [...registry.values()].sort((left, right) => (left.operator.toLowerCase() < right.operator.toLowerCase() ? -1 : 1)),
    provider: (operator) => registry.get(operator),
    providerByNodeAddress: (nodeAddress) => [...registry.values()].find((entry) => entry.nodeAddress === nodeAddress),
    account: () => ({ free: 0n, locked: 0n }),
    order: () => undefined,
    inFlight: () => 0,
    register: (entry) => void registry.set(entry.operator, entry),
    revoke: (operator) => void registry.delete(operator),
  }
}

/** Counts by name and label values, e.g. `paynode_gossip_messages_total reject size`. */
export function createCounts(): Metrics & { get(key: string): number } {
  const counts = new Map<string, number>()
  return {
    count: (name, labels = {}, by = 1) => {
      const key = [name, ...Object.values(labels)].join(' ')
      counts.set(key, (counts.get(key) ?? 0) + by)
    },
    gauge: () => {},
    observe: () => {},
    get: (key) => counts.get(key) ?? 0,
  }
}

/** Logs nothing. */
export const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => silent }
