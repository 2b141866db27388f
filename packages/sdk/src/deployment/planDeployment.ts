/** Says what deploying would do, before anything is sent: addresses, what exists, what is missing, what it costs. */
import { type Account, type Address, type Chain, type Client, concat, type Hex, type Transport, zeroHash } from 'viem'
import { estimateGas, getBalance, getChainId, getCode, getGasPrice } from 'viem/actions'
import { DeploymentError } from '../errors/chain.ts'
import { type Blueprint, type ContractName, create2Factory, toBlueprints } from './blueprints.ts'
import type { DeployTerms } from './config.ts'

/** A client that reads; who would deploy is given by address, so that a plan needs no key. */
export type Reader = Client<Transport, Chain | undefined, Account | undefined>

/** One contract of a plan. */
export type PlannedContract = {
  readonly name: ContractName
  readonly address: Address
  readonly exists: boolean
  /** Gas that its deployment takes; 0 when it exists. */
  readonly gas: bigint
}

/** What deploying would do. */
export type DeploymentPlan = {
  readonly chainId: number
  readonly deployer: Address
  readonly contracts: readonly PlannedContract[]
  readonly transactions: number
  readonly gas: bigint
  /** Wei per gas now. */
  readonly gasPrice: bigint
  /** Wei: `gas * gasPrice`; what a rollup charges for bytes comes on top. */
  readonly cost: bigint
  /** Wei that the deployer has. */
  readonly balance: bigint
}

/** Makes the plan. @throws DeploymentError on the wrong chain, without the deployment proxy, or when a token is not a contract there. */
export async function planDeployment(
  client: Reader,
  parameters: {
    readonly terms: DeployTerms
    readonly deployer: Address
    readonly chainId: number
    readonly signal?: AbortSignal | undefined
  },
): Promise<DeploymentPlan> {
  const { terms, deployer, chainId, signal } = parameters
  const actual = await getChainId(client)
  if (actual !== chainId) throw new DeploymentError(`the RPC serves chain ${actual}, not ${chainId}; nothing was sent`)
  if (!(await hasCode(client, create2Factory))) {
    throw new DeploymentError(
      `the deterministic deployment proxy ${create2Factory} is not on chain ${chainId}; deploy it first (github.com/Arachnid/deterministic-deployment-proxy), once per chain`,
    )
  }
  for (const { address } of terms.tokens) {
    if (address && !(await hasCode(client, address))) throw new DeploymentError(`there is no contract at the token's address ${address}`)
  }
  const contracts: PlannedContract[] = []
  const blueprints = toBlueprints(terms)
  for (const blueprint of blueprints) {
    signal?.throwIfAborted()
    const exists = await hasCode(client, blueprint.address)
    contracts.push({
      name: blueprint.name,
      address: blueprint.address,
      exists,
      gas: exists ? 0n : await estimate(client, deployer, blueprint, blueprints),
    })
  }
  const [gasPrice, balance] = await Promise.all([getGasPrice(client), getBalance(client, { address: deployer })])
  const gas = contracts.reduce((sum, contract) => sum + contract.gas, 0n)
  const transactions = contracts.filter(({ exists }) => !exists).length
  return { chainId, deployer, contracts, transactions, gas, gasPrice, cost: gas * gasPrice, balance }
}

/** What the deployment proxy is called with. */
export const toFactoryData = (initCode: Hex): Hex => concat([zeroHash, initCode])

/** True when a contract is there. */
export async function hasCode(client: Reader, address: Address): Promise<boolean> {
  return ((await getCode(client, { address })) ?? '0x') !== '0x'
}

/** Contracts that the plan will deploy before this one count as there. */
function estimate(client: Reader, deployer: Address, blueprint: Blueprint, all: readonly Blueprint[]): Promise<bigint> {
  const before = all.slice(0, all.indexOf(blueprint)).map(({ address }) => ({ address, code: '0x00' as const }))
  return estimateGas(client, { account: deployer, to: create2Factory, data: toFactoryData(blueprint.initCode), stateOverride: before })
}
