/** Deploys the contracts at addresses that depend on their code and arguments only; a second run finds them and sends nothing. */
import { type Abi, type Address, concat, encodeDeployData, getContractAddress, type Hex, isAddressEqual, zeroAddress, zeroHash } from 'viem'
import { getCode, readContract, sendTransaction, waitForTransactionReceipt } from 'viem/actions'
import type { PaynodeNetwork } from '../clients/network.ts'
import { orderEscrowAbi, providerRegistryAbi, quorumVerifierAbi, testUsdAbi } from '../contracts/abi.ts'
import { orderEscrowBytecode, providerRegistryBytecode, quorumVerifierBytecode, testUsdBytecode } from '../contracts/bytecode.ts'
import { DeploymentError } from '../errors/chain.ts'
import type { Signer } from './transact.ts'

/** The deterministic deployment proxy, at the same address on every chain that has it (anvil does). */
const FACTORY: Address = '0x4e59b44847b379578588920cA78FbF26c0B4956C'

export type DeployParameters = {
  readonly attesters: readonly Address[]
  readonly threshold: number
  /** Token units up to which a proven payout settles at once. */
  readonly instantCap?: bigint | undefined
  /** Basis points of an order's amount that a claim locks. */
  readonly bondBps?: number | undefined
  readonly maxProtocolFeeBps?: number | undefined
  readonly feeReceiver?: Address | undefined
  /** Who may pause new orders and claims; nobody unless named. */
  readonly guardian?: Address | undefined
  readonly signal?: AbortSignal | undefined
}

/** Deploys a test token, the registry, the verifier and the escrow, and checks their wiring. */
export async function deployContracts(client: Signer, parameters: DeployParameters): Promise<Pick<PaynodeNetwork, 'contracts' | 'token'>> {
  const {
    attesters,
    threshold,
    instantCap = 10_000_000_000n,
    bondBps = 1_000,
    maxProtocolFeeBps = 100,
    feeReceiver = client.account.address,
    guardian = zeroAddress,
    signal,
  } = parameters
  if ((await getCode(client, { address: FACTORY })) === undefined) {
    throw new DeploymentError(
      `the deterministic deployment proxy ${FACTORY} is not on this chain; deploy it first (github.com/Arachnid/deterministic-deployment-proxy), once per chain`,
    )
  }
  const put = (abi: Abi, bytecode: Hex, args: readonly unknown[] = []) => deploy(client, encodeDeployData({ abi, bytecode, args }), signal)
  const token = await put(testUsdAbi, testUsdBytecode)
  const ProviderRegistry = await put(providerRegistryAbi, providerRegistryBytecode)
  const QuorumVerifier = await put(quorumVerifierAbi, quorumVerifierBytecode, [attesters, BigInt(threshold)])
  const OrderEscrow = await put(orderEscrowAbi, orderEscrowBytecode, [
    ProviderRegistry,
    [token],
    [instantCap],
    bondBps,
    maxProtocolFeeBps,
    feeReceiver,
    guardian,
  ])
  const [registry, policy, bond, deployedThreshold, symbol, decimals] = await Promise.all([
    readContract(client, { address: OrderEscrow, abi: orderEscrowAbi, functionName: 'registry' }),
    readContract(client, { address: OrderEscrow, abi: orderEscrowAbi, functionName: 'tokenPolicyOf', args: [token] }),
    readContract(client, { address: OrderEscrow, abi: orderEscrowAbi, functionName: 'bondBps' }),
    readContract(client, { address: QuorumVerifier, abi: quorumVerifierAbi, functionName: 'threshold' }),
    readContract(client, { address: token, abi: testUsdAbi, functionName: 'symbol' }),
    readContract(client, { address: token, abi: testUsdAbi, functionName: 'decimals' }),
  ])
  const [allowed, , cap] = policy
  const isWired =
    isAddressEqual(registry, ProviderRegistry) &&
    allowed &&
    cap === instantCap &&
    bond === bondBps &&
    deployedThreshold === BigInt(threshold)
  if (!isWired) {
    throw new DeploymentError('the deployed contracts are not wired as asked (registry, token, bond, or attesters); do not use them')
  }
  return { contracts: { OrderEscrow, ProviderRegistry, QuorumVerifier }, token: { address: token, symbol, decimals } }
}

async function deploy(client: Signer, initCode: Hex, signal: AbortSignal | undefined): Promise<Address> {
  signal?.throwIfAborted()
  const address = getContractAddress({ opcode: 'CREATE2', from: FACTORY, salt: zeroHash, bytecode: initCode })
  if ((await getCode(client, { address })) !== undefined) return address
  const hash = await sendTransaction(client, {
    account: client.account,
    chain: client.chain,
    to: FACTORY,
    data: concat([zeroHash, initCode]),
  })
  await waitForTransactionReceipt(client, { hash, pollingInterval: 100 })
  if ((await getCode(client, { address })) === undefined)
    throw new DeploymentError(`deployment in ${hash} left no code at ${address}; did it run out of gas?`)
  return address
}
