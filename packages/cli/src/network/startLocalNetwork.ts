/** A whole network on this machine: a chain, the contracts, sandbox PSPs and provider daemons, each its own process. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Corridor } from '@paynode/sdk/protocol'
import type { Address, Hex } from 'viem'
import { mineEvery, startAnvil } from './anvil.ts'
import type { Child } from './child.ts'
import { createLocalKeys, createProviderFiles, toAddress, toLocalMultiaddr } from './createProviderFiles.ts'
import { deployLocal } from './deployLocal.ts'
import { enlistProvider } from './enlistProvider.ts'
import { getFreePorts } from './ports.ts'
import { type Daemon, startDaemon } from './startDaemon.ts'
import { startPsps } from './startPsps.ts'
import type { SimulatedVendor } from './startVendorSimulator.ts'
import type { LocalNetworkDescription } from './types.ts'
import { waitForNetwork } from './waitForNetwork.ts'
import { createWallet, toDevelopmentAccount } from './wallets.ts'

/** A running local network. */
export type LocalNetwork = {
  readonly description: LocalNetworkDescription
  /** Funded payers, the description's own first. */
  readonly payers: readonly { readonly address: Address; readonly privateKey: Hex }[]
  /** Ends one provider's daemon with SIGKILL. */
  killProvider(address: Address): Promise<void>
  /** Removes a killed provider's store: started again, it joins late and knows nothing. */
  eraseProvider(address: Address): void
  /** Where a provider's keys, configuration and store are. */
  directoryOf(address: Address): string
  /** Starts a killed provider's daemon again, on the same store and ports. */
  restartProvider(address: Address): Promise<void>
  /** Ends every process and removes every file. Safe to call twice. */
  stop(): Promise<void>
}

export type LocalNetworkOptions = {
  readonly providers?: number
  readonly corridors?: readonly Corridor[]
  /** Seconds between blocks. */
  readonly blockTime?: number
  readonly epochSeconds?: number
  /** Simulated vendors instead of the sandbox PSP, per corridor. */
  readonly vendors?: ReadonlyMap<Corridor, SimulatedVendor> | undefined
  /** Funded payer accounts. */
  readonly payers?: number
  readonly signal: AbortSignal
  readonly onProgress?: (text: string) => void
}

const DEPLOYER = 0
const PAYER = 1
const FUNDS = 1_000_000_000_000n // 1 000 000 test tokens per payer
const STAKE = 100_000_000_000n // 100 000 test tokens per provider
const FLOAT = 100_000_000_000n // minor units in every PSP account

/** Starts a local network and waits until it takes orders. Whatever was started is stopped when something fails on the way. */
export async function startLocalNetwork(options: LocalNetworkOptions): Promise<LocalNetwork> {
  const children: { daemons: Child[]; rest: Child[] } = { daemons: [], rest: [] }
  const directory = mkdtempSync(join(tmpdir(), 'paynode-'))
  const removeOnExit = () => rmSync(directory, { recursive: true, force: true })
  process.once('exit', removeOnExit)
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= stopAll(children, directory).finally(() => process.off('exit', removeOnExit))
    return stopping
  }
  try {
    return await build(options, directory, children, stop)
  } catch (error) {
    await stop()
    options.signal.throwIfAborted()
    throw error
  }
}

async function build(
  options: LocalNetworkOptions,
  directory: string,
  children: { daemons: Child[]; rest: Child[] },
  stop: () => Promise<void>,
): Promise<LocalNetwork> {
  const { vendors = new Map<Corridor, SimulatedVendor>() } = options
  const { providers: count = 3, corridors = ['NGN/bank', 'KES/mpesa', 'GHS/mobile'], blockTime = 1, epochSeconds = 3, signal } = options
  const report = options.onProgress ?? (() => {})
  const onChild = (child: Child) => void children.rest.push(child)
  const payers = Array.from({ length: options.payers ?? 1 }, (_, index) => toDevelopmentAccount(PAYER + index))

  report('starting the chain and the sandbox payment services …')
  const ports = await getFreePorts(1 + corridors.length + 4 * count)
  const [chainPort = 0, ...others] = ports
  const pspPorts = others.slice(0, corridors.length)
  const providerPorts = others.slice(corridors.length)
  const portsOf = (index: number) => {
    const [gateway = 0, metrics = 0, p2p = 0, webhooks = 0] = providerPorts.slice(4 * index, 4 * index + 4)
    return { gateway, metrics, p2p, webhooks }
  }
  const webhookUrlOf = (index: number, corridor: Corridor) => `http://127.0.0.1:${portsOf(index).webhooks}/psp/${corridor}`
  const identities = await Promise.all(Array.from({ length: count }, (_, index) => createLocalKeys(index)))
  const operators = identities.map(({ keys }) => toAddress(keys.operatorKey))
  const threshold = Math.min(2, count)
  const [anvil, psps] = await Promise.all([
    startAnvil({ directory, port: chainPort, accounts: payers.length + PAYER, blockTime, signal, onChild }),
    startPsps({ directory, corridors, ports: pspPorts, owners: operators, balance: FLOAT, vendors, webhookUrlOf, onChild }),
  ])
  const { rpcUrl, wsUrl, chainId } = anvil

  report('deploying the contracts …')
  const deployer = createWallet({ chainId, rpcUrl, privateKey: toDevelopmentAccount(DEPLOYER).privateKey })
  const { contracts, token } = await deployLocal(deployer, {
    rpcUrl,
    attesters: identities.map(({ keys }) => toAddress(keys.nodeKey)),
    threshold,
    epochSeconds,
    mint: [...payers.map(({ address }) => ({ to: address, amount: FUNDS })), ...operators.map((to) => ({ to, amount: STAKE }))],
    signal,
  })

  report('registering the providers …')
  const bootstrap = identities.map(({ keys }, index) => toLocalMultiaddr(keys, portsOf(index).p2p))
  const chain = {
    chainId,
    rpcUrls: [rpcUrl],
    publicRpcUrl: rpcUrl,
    wsUrl,
    escrow: contracts.OrderEscrow,
    registry: contracts.ProviderRegistry,
    verifier: contracts.QuorumVerifier,
    anchor: contracts.RouteAnchor,
    token: token.address,
    confirmations: 1,
    pollMs: 100,
  }
  const files = await Promise.all(
    identities.map(({ name, keys }, index) =>
      createProviderFiles({
        root: directory,
        index,
        name,
        keys,
        ports: portsOf(index),
        chain,
        psps: psps.map((psp) => ({
          ...psp,
          apiKey: psp.apiKeys.get(operators[index] ?? '0x') ?? '',
          account: psp.accounts.get(operators[index] ?? '0x'),
        })),
        bootstrap,
        epochSeconds,
        threshold,
      }),
    ),
  )
  const network = { rpcUrl, wsUrl, chainId, contracts, token, epochSeconds, gateways: files.map(({ gatewayUrl }) => gatewayUrl) }
  await Promise.all(files.map((provider) => enlistProvider(network, provider, STAKE, signal)))
  await mineEvery(anvil, blockTime, signal)

  report(`starting ${count} provider daemons …`)
  const daemons = new Map<Address, Daemon>()
  const launch = async (index: number) => {
    const provider = files[index]
    const operator = operators[index]
    if (!provider || !operator) throw new Error(`there is no provider ${index}`)
    daemons.set(operator, await startDaemon(provider, (child) => void children.daemons.push(child)))
  }
  const directoryOf = (address: Address) => {
    const provider = files[operators.indexOf(address)]
    if (!provider) throw new Error(`there is no provider ${address}`)
    return provider.directory
  }
  await Promise.all(files.map((_, index) => launch(index)))
  signal.throwIfAborted()

  report('waiting for the first reports …')
  await waitForNetwork({ gateways: network.gateways, corridors, providers: operators, timeoutMs: 60_000 + 20_000 * blockTime, signal })
  const description = {
    ...network,
    payer: payers[0] ?? toDevelopmentAccount(PAYER),
    providers: operators.map((address, index) => toProvider(address, daemons.get(address), network.gateways[index] ?? '')),
    psps: psps.map(({ corridor, url, auditToken }) => ({ corridor, url, auditToken })),
  }
  return {
    description,
    payers,
    killProvider: async (address) => daemons.get(address)?.child.kill(),
    eraseProvider: (address) => rmSync(join(directoryOf(address), 'data'), { recursive: true, force: true }),
    directoryOf,
    restartProvider: (address) => launch(operators.indexOf(address)),
    stop,
  }
}

function toProvider(address: Address, daemon: Daemon | undefined, gateway: string) {
  if (!daemon) throw new Error(`the daemon of ${address} is not running`)
  const { peerId, metrics, pid } = daemon.ready
  return { address, peerId, gateway, metrics, pid }
}

async function stopAll(
  children: { readonly daemons: readonly Child[]; readonly rest: readonly Child[] },
  directory: string,
): Promise<void> {
  await Promise.all(children.daemons.map((child) => child.stop()))
  await Promise.all(children.rest.map((child) => child.stop(1_000)))
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}
