/** Deploys Paynode: says what it will do, does what is missing, reads everything back, and writes down the addresses. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import {
  addresses,
  type Deployment,
  type DeploymentPlan,
  type DeployTerms,
  deployConfigSchema,
  deployContracts,
  findMoves,
  type NetworkPreset,
  networkPresets,
  planDeployment,
  toAddressesFile,
  toBlueprints,
  toDeployTerms,
} from '@paynode/sdk/deployment'
import { type Address, createWalletClient, defineChain, formatEther, type Hex, http, isAddress, publicActions, zeroAddress } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { z } from 'zod'

const usage = `npm run deploy -- --network <${Object.keys(networkPresets).join('|')}> --rpc <url> --config <file>
  --dry-run          plan only; needs no key (--from <address> names the deployer)
  --key-file <file>  the deployer's key, mode 0600; else PAYNODE_PRIVATE_KEY
  --out <file>       write the addresses there as JSON, not into the SDK
  --replace          allow contracts of this chain to move to other addresses
  --json             print one JSON object`

const { values: options } = parseArgs({
  options: {
    network: { type: 'string' },
    rpc: { type: 'string' },
    config: { type: 'string' },
    from: { type: 'string' },
    out: { type: 'string' },
    'key-file': { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    replace: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const sdkFile = new URL('../packages/sdk/src/contracts/addresses.ts', import.meta.url)

try {
  if (options.help) process.stdout.write(`${usage}\n`)
  else await main()
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  if (options.json) process.stdout.write(`${JSON.stringify({ error: message })}\n`)
  else process.stderr.write(`${message}\n`)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const preset = getPreset(options.network)
  if (!options.rpc || !URL.canParse(options.rpc)) throw new Error(`--rpc needs a URL\n${usage}`)
  const terms = toDeployTerms(readConfig(options.config), preset)
  refuseMoves(terms, preset)
  const chain = defineChain({
    id: preset.chainId,
    name: preset.name,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [options.rpc] } },
  })
  const key = readKey(options['dry-run'])
  const deployer = key ? privateKeyToAccount(key).address : toDeployer(options.from)
  const transport = http(options.rpc, { retryCount: 2 })
  const reader = createWalletClient({ chain, transport, account: deployer }).extend(publicActions)
  const plan = await planDeployment(reader, { terms, deployer, chainId: preset.chainId })
  say(toPlanText(plan, preset))
  if (options['dry-run'] || !key) return print({ network: preset.name, isDryRun: true, plan })
  const wallet = createWalletClient({ chain, transport, account: privateKeyToAccount(key), pollingInterval: 500 })
  const sent: { readonly name: string; readonly address: Address; readonly hash: string }[] = []
  const deployment = await deployContracts(wallet, {
    ...terms,
    chainId: preset.chainId,
    onStep: (step) => {
      sent.push(step)
      say(`sent ${step.name} → ${step.address} in ${step.hash}`)
    },
  })
  const addressesFile = write(deployment, preset)
  say(`${deployment.checks.length} values read back from the chain, all as asked.${addressesFile ? ` Addresses: ${addressesFile}` : ''}`)
  const { contracts, tokens, checks, startBlock } = deployment
  print({ network: preset.name, isDryRun: false, plan, sent, contracts, tokens, checks, startBlock, addressesFile })
}

function getPreset(name: string | undefined): NetworkPreset {
  const preset = Object.values<NetworkPreset>(networkPresets).find((candidate) => candidate.name === name)
  if (!preset) throw new Error(`--network "${name ?? ''}" is not known\n${usage}`)
  return preset
}

function readConfig(path: string | undefined) {
  if (!path) throw new Error(`--config is missing\n${usage}`)
  const parsed = deployConfigSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

/** The key is in no argument, because arguments can be read by every user of a machine. */
function readKey(isDryRun: boolean): Hex | undefined {
  const file = options['key-file']
  if (file && (statSync(file).mode & 0o077) !== 0) throw new Error(`${file} can be read by others; run: chmod 600 ${file}`)
  const text = file ? readFileSync(file, 'utf8').trim() : process.env.PAYNODE_PRIVATE_KEY
  if (!text) {
    if (isDryRun) return undefined
    throw new Error('no key: give --key-file or set PAYNODE_PRIVATE_KEY (or look first with --dry-run)')
  }
  const hex = text.startsWith('0x') ? text : `0x${text}`
  if (!/^0x[0-9a-fA-F]{64}$/.test(hex)) throw new Error(`${file ?? 'PAYNODE_PRIVATE_KEY'} holds no 32-byte hex key`)
  return hex as Hex // checked above
}

function toDeployer(from: string | undefined): Address {
  if (from === undefined) return zeroAddress
  if (!isAddress(from)) throw new Error(`--from "${from}" is not an address`)
  return from
}

function refuseMoves(terms: DeployTerms, { chainId, name }: NetworkPreset): void {
  if (options.out !== undefined || options.replace) return
  const planned = Object.fromEntries(toBlueprints(terms).map((blueprint) => [blueprint.name, blueprint.address])) as Record<string, Address>
  const { OrderEscrow = zeroAddress, ProviderRegistry = zeroAddress, QuorumVerifier = zeroAddress, RouteAnchor = zeroAddress } = planned
  const moves = findMoves(addresses, { chainId, contracts: { OrderEscrow, ProviderRegistry, QuorumVerifier, RouteAnchor } })
  if (moves.length > 0) throw new Error(`${name} has these contracts elsewhere: ${moves.join(', ')}. Pass --replace to move them`)
}

/** Local chains are gone tomorrow: they are written only where `--out` says. */
function write(deployment: Deployment, { name, chainId }: NetworkPreset): string | undefined {
  const { contracts, tokens, startBlock } = deployment
  const deployed = { network: name, chainId, contracts, tokens, startBlock }
  if (options.out) {
    writeFileSync(options.out, `${JSON.stringify(deployed, null, 2)}\n`)
    return options.out
  }
  if (name === 'anvil') return undefined
  writeFileSync(sdkFile, toAddressesFile(addresses, deployed))
  return 'packages/sdk/src/contracts/addresses.ts'
}

function toPlanText({ contracts, transactions, gas, gasPrice, cost, balance, deployer }: DeploymentPlan, preset: NetworkPreset): string {
  const rows = contracts.map(({ name, address, exists, gas }) => `  ${name.padEnd(16)} ${address}  ${exists ? 'exists' : `${gas} gas`}`)
  const total = `${transactions} transactions, ${gas} gas at ${gasPrice} wei: ${formatEther(cost)} ETH${preset.hasDataFee ? ' and the data fee' : ''}`
  return [`${preset.name} (chain ${preset.chainId}), from ${deployer} with ${formatEther(balance)} ETH`, ...rows, `  ${total}`].join('\n')
}

function say(text: string): void {
  if (!options.json) process.stdout.write(`${text}\n`)
}

function print(result: unknown): void {
  const text = JSON.stringify(result, (_, value) => (typeof value === 'bigint' ? value.toString() : value))
  if (options.json) process.stdout.write(`${text}\n`)
}
