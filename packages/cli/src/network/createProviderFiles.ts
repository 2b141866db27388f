/** A local provider's directory: keys, PSP credentials and the configuration that its daemon starts from. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NodeConfigInput } from '@paynode/node'
import { type Corridor, getCorridor } from '@paynode/sdk/protocol'
import { privateKeyToAccount } from 'viem/accounts'
import { createProviderKeys, type ProviderKeys } from '../keys/createProviderKeys.ts'
import { writeSecretFile } from '../keys/secretFile.ts'
import { toCompressedKey, toPeerId } from '../keys/toPeerId.ts'
import { writeProviderKeys } from '../keys/writeProviderKeys.ts'
import type { VendorCredentials } from './pspConfig.ts'

type ProviderConfigPsp = NonNullable<NodeConfigInput['corridors']>[number]['psp']

/** A provider before its daemon runs. */
export type ProviderFiles = {
  readonly name: string
  readonly directory: string
  readonly configFile: string
  readonly keys: ProviderKeys
  readonly gatewayUrl: string
  readonly multiaddrs: readonly string[]
  readonly corridors: readonly Corridor[]
}

/** One PSP as a provider needs it. */
export type ProviderPsp = {
  readonly corridor: Corridor
  readonly url: string
  readonly apiKey: string
  readonly auditToken: string
  readonly account?: VendorCredentials | undefined
}

/** Minor units of the currency per whole token, before each provider's own margin. Play rates. */
const RATES: Readonly<Record<string, bigint>> = {
  NGN: 160_000n,
  KES: 12_900n,
  GHS: 1_540n,
  EUR: 92n,
  USDC: 1_000_000n,
  USDT: 1_000_000n,
  EURC: 920_000n,
}

/** What a whole token is worth to the recipient at provider `index`: every provider is a little dearer than the one before. */
export function toLocalRate(corridor: Corridor, index: number): bigint {
  const base = RATES[getCorridor(corridor)?.currency ?? ''] ?? 100n
  return (base * BigInt(1_000 - 2 * index)) / 1_000n
}

/** Creates the keys of provider `index`. */
export async function createLocalKeys(index: number): Promise<{ readonly name: string; readonly keys: ProviderKeys }> {
  return { name: `provider-${index + 1}`, keys: await createProviderKeys() }
}

/** Writes everything that `paynode start --config` needs. */
export async function createProviderFiles(parameters: {
  readonly root: string
  readonly index: number
  readonly name: string
  readonly keys: ProviderKeys
  readonly ports: { readonly gateway: number; readonly metrics: number; readonly p2p: number; readonly webhooks: number }
  readonly chain: NodeConfigInput['chain']
  readonly psps: readonly ProviderPsp[]
  /** Known at once, so that no discovery is needed to start. */
  readonly bootstrap: readonly string[]
  readonly epochSeconds: number
  readonly threshold: number
}): Promise<ProviderFiles> {
  const { root, index, name, keys, ports, chain, psps } = parameters
  const directory = join(root, name)
  mkdirSync(directory, { mode: 0o700 })
  const keyFiles = await writeProviderKeys(directory, keys)
  const secret = (file: string, value: string) => {
    const path = join(directory, file)
    writeSecretFile(path, value)
    return path
  }
  const gatewayUrl = `http://127.0.0.1:${ports.gateway}`
  const multiaddr = toLocalMultiaddr(keys, ports.p2p)
  const config: NodeConfigInput = {
    name,
    dataDir: join(directory, 'data'),
    chain,
    keys: keyFiles,
    p2p: { listen: [`/ip4/127.0.0.1/tcp/${ports.p2p}`], bootstrap: parameters.bootstrap.filter((address) => address !== multiaddr) },
    api: {
      host: '127.0.0.1',
      port: ports.gateway,
      publicUrl: gatewayUrl,
      domains: ['localhost', '127.0.0.1'],
      privateWebhooks: 'allow',
    },
    relay: { perPayerPerDay: 1_000, gasPerDay: (10n ** 18n).toString() }, // play money
    metrics: { host: '127.0.0.1', port: ports.metrics },
    routing: { epochSeconds: parameters.epochSeconds, modelStride: 4, modelLag: 4 },
    webhooks: { host: '127.0.0.1', port: ports.webhooks },
    corridors: psps.map(({ corridor, url, apiKey, account }) => ({
      corridor,
      psp: account
        ? toVendorPsp(account, secret)
        : { vendor: 'sandbox', url, apiKeyFile: secret(`${corridor.replace('/', '-')}.key`, apiKey), timeoutMs: 3_000 },
      settleSeconds: 5, // a sandbox pays in milliseconds; a bank may take minutes
      rate: toWhole(toLocalRate(corridor, index), account).toString(),
      minPayout: account && ['NGN', 'KES'].includes(getCorridor(corridor)?.currency ?? '') ? '10000' : '100', // no vendor here asks for more than KES 10 or NGN 100
      maxPayout: (toLocalRate(corridor, 0) * (account?.psp.vendor === 'mpesa' ? 1_900n : 5_000n)).toString(), // tokens; M-Pesa pays KES 250 000 at most
    })),
    payouts: 'on',
    notFoundWindowMs: 3_000, // a sandbox PSP answers in milliseconds; a real one may book a payout minutes later
    attestation: {
      receipts: Object.fromEntries(
        psps.map(({ corridor, url, auditToken }) => [
          corridor,
          { url, tokenFile: secret(`${corridor.replace('/', '-')}.audit`, auditToken) },
        ]),
      ),
      threshold: parameters.threshold,
    },
    settlement: { maxAgeMs: 500 },
    log: { level: 'info' },
  }
  const configFile = join(directory, 'paynode.json')
  writeFileSync(configFile, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 })
  return { name, directory, configFile, keys, gatewayUrl, multiaddrs: [multiaddr], corridors: psps.map(({ corridor }) => corridor) }
}

/** M-Pesa pays whole shillings: a whole token has to be worth some. */
function toWhole(rate: bigint, account: VendorCredentials | undefined): bigint {
  return account?.psp.vendor === 'mpesa' ? rate - (rate % 100n) : rate
}

/** The account's part of the configuration, its secrets in files. */
function toVendorPsp({ psp, env, certificate }: VendorCredentials, secret: (file: string, value: string) => string) {
  const entries = Object.entries(psp).map(([name, value]) => {
    if (name === 'certificateFile') return [name, secret(`${psp.vendor}.pem`, certificate ?? '')]
    const ref = typeof value === 'object' && value !== null && 'env' in value ? String(value.env) : undefined
    return [name, ref === undefined ? value : { file: secret(`${ref.toLowerCase()}.key`, env[ref] ?? '') }]
  })
  return Object.fromEntries(entries) as ProviderConfigPsp // the simulator's own, with files for environment names
}

/** Where a provider's daemon will listen for its peers. */
export function toLocalMultiaddr(keys: ProviderKeys, port: number): string {
  return `/ip4/127.0.0.1/tcp/${port}/p2p/${toPeerId(toCompressedKey(keys.nodeKey))}`
}

/** The address of a private key. */
export function toAddress(privateKey: ProviderKeys['operatorKey']) {
  return privateKeyToAccount(privateKey).address
}
