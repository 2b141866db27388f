/** Deploys the contracts at addresses that depend on their code and arguments only; a second run finds them and sends nothing. */
import { type Address, erc20Abi, zeroAddress } from 'viem'
import { getChainId, readContract, sendTransaction, waitForTransactionReceipt } from 'viem/actions'
import type { Signer } from '../actions/transact.ts'
import type { PaynodeNetwork } from '../clients/network.ts'
import type { DeployedAddresses } from '../contracts/deployedAddresses.ts'
import { DeploymentError } from '../errors/chain.ts'
import { create2Factory, toBlueprints } from './blueprints.ts'
import type { DeployTerms } from './config.ts'
import { findDeploymentBlock } from './findDeploymentBlock.ts'
import { type DeploymentPlan, hasCode, planDeployment, toFactoryData } from './planDeployment.ts'
import { verifyDeployment, type WiringCheck } from './verifyDeployment.ts'

/** What is deployed: where, and what was compared. `token` is the first one. */
export type Deployment = Pick<PaynodeNetwork, 'token'> & {
  readonly contracts: DeployedAddresses['contracts']
  readonly chainId: number
  readonly tokens: readonly PaynodeNetwork['token'][]
  readonly plan: DeploymentPlan
  readonly checks: readonly WiringCheck[]
  /** Block of the escrow's deployment; undefined when it was there before and the node no longer knows. */
  readonly startBlock: number | undefined
}

/** Terms of test networks: a test token, generous limits. */
export type DeployParameters = Pick<DeployTerms, 'attesters' | 'threshold'> &
  Partial<Omit<DeployTerms, 'tokens'>> & {
    readonly tokens?: DeployTerms['tokens'] | undefined
    /** Of the test token, when `tokens` is left out. */
    readonly instantCap?: bigint | undefined
    readonly signal?: AbortSignal | undefined
    /** Refuses other chains; the client's own when left out. */
    readonly chainId?: number | undefined
    readonly onStep?: ((step: { readonly name: string; readonly address: Address; readonly hash: string }) => void) | undefined
  }

/** Plans, sends what is missing, reads everything back. @throws DeploymentError when something is not as asked; run again after mending. */
export async function deployContracts(client: Signer, parameters: DeployParameters): Promise<Deployment> {
  const { signal, onStep } = parameters
  const terms = withTestTerms(client, parameters)
  const chainId = parameters.chainId ?? (await getChainId(client))
  const deployer = client.account.address
  const plan = await planDeployment(client, { terms, deployer, chainId, signal })
  if (plan.balance < plan.cost)
    throw new DeploymentError(`${deployer} has ${plan.balance} wei and deploying takes about ${plan.cost}; nothing was sent`)
  let startBlock: number | undefined
  for (const { name, address, initCode } of toBlueprints(terms)) {
    signal?.throwIfAborted()
    if (await hasCode(client, address)) continue
    const hash = await sendTransaction(client, {
      account: client.account,
      chain: client.chain,
      to: create2Factory,
      data: toFactoryData(initCode),
    })
    onStep?.({ name, address, hash })
    const receipt = await waitForTransactionReceipt(client, { hash, pollingInterval: 100 })
    // Somebody else may have deployed the same code in between: what counts is that it is there.
    if (!(await hasCode(client, address)))
      throw new DeploymentError(`deploying ${name} in ${hash} left no code at ${address}; did it run out of gas?`)
    if (name === 'OrderEscrow') startBlock = Number(receipt.blockNumber)
  }
  const checks = await verifyDeployment(client, terms)
  const found = await describe(client, terms)
  startBlock ??= await findDeploymentBlock(client, found.contracts.OrderEscrow)
  return { ...found, chainId, plan, checks, startBlock }
}

const testAnchor = { minStake: 1_000_000_000n, minSeatAge: 0, epochSeconds: 60 }

function withTestTerms(client: Signer, parameters: DeployParameters): DeployTerms {
  const { attesters, threshold, instantCap = 10_000_000_000n, tokens = [{ address: undefined, instantCap }] } = parameters
  const {
    bondBps = 1_000,
    maxProtocolFeeBps = 100,
    feeReceiver = client.account.address,
    guardian = zeroAddress,
    anchor = testAnchor,
  } = parameters
  return { attesters, threshold, tokens, bondBps, maxProtocolFeeBps, feeReceiver, guardian, anchor }
}

async function describe(client: Signer, terms: DeployTerms): Promise<Pick<Deployment, 'contracts' | 'token' | 'tokens'>> {
  const blueprints = toBlueprints(terms)
  const addressOf = (name: string): Address => {
    const found = blueprints.find((blueprint) => blueprint.name === name)
    if (!found) throw new DeploymentError(`this deployment has no ${name}`)
    return found.address
  }
  const tokens = await Promise.all(
    terms.tokens.map(async ({ address = addressOf('TestUSD') }) => {
      const [symbol, decimals] = await Promise.all([
        readContract(client, { address, abi: erc20Abi, functionName: 'symbol' }),
        readContract(client, { address, abi: erc20Abi, functionName: 'decimals' }),
      ])
      return { address, symbol, decimals }
    }),
  )
  const [token] = tokens
  if (!token) throw new DeploymentError('a deployment needs a token')
  const contracts = {
    OrderEscrow: addressOf('OrderEscrow'),
    ProviderRegistry: addressOf('ProviderRegistry'),
    QuorumVerifier: addressOf('QuorumVerifier'),
    RouteAnchor: addressOf('RouteAnchor'),
  }
  return { contracts, token, tokens }
}
