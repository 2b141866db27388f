/** The contracts, the token and the people of the benchmark. */
import {
  type Abi,
  type Address,
  concatHex,
  decodeFunctionResult,
  encodeAbiParameters,
  getContractAddress,
  type Hex,
  keccak256,
  toHex,
} from 'viem'
import { type Chain, chainId } from './anvil.ts'
import { readArtifact, toDeployData } from './artifacts.ts'
import { permit2Address, readPermit2Code } from './permit2Code.ts'
import { createWallet, hasZeroByte, type Sent, send, toCall, type Wallet } from './wallet.ts'

/** One deployed contract. */
export type Contract = { readonly address: Address; readonly abi: Abi }
/** Everything the steps use. */
export type World = {
  readonly chain: Chain
  readonly token: Contract
  readonly registry: Contract
  readonly verifier: Contract
  readonly escrow: Contract
  /** In ascending order of their addresses. */
  readonly attesters: readonly Wallet[]
}

/** Largest amount that a proven payout settles at once, token units. */
export const instantCap = 1_000_000_000n
/** What everybody gets to begin with, token units. */
export const fortune = 1_000_000_000_000n

/** Deploys the token behind its proxy, Permit2, registry, verifier (2 of 3) and escrow (bond 1 %, protocol fee cap 1 %). */
export async function createWorld(chain: Chain): Promise<World> {
  await chain.rpc('anvil_setCode', permit2Address, readPermit2Code(chainId))
  const deploy = async (name: string, args: readonly unknown[]) => deployContract(chain, name, args, await createDeployer(chain, name))
  const probe = await deploy('SignatureProbe', [])
  const code = await deploy('UsdcToken', [probe.address])
  const owner = createWallet('token owner')
  const proxy = await deploy('UsdcProxy', [code.address, toCall(code.address, code.abi, 'initialize', [owner.address]).data])
  const token = { address: proxy.address, abi: code.abi }
  const names = ['one', 'two', 'three']
  const attesters = names.map((name) => createWallet(`attester ${name}`)).sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1))
  const registry = await deploy('ProviderRegistry', [])
  const verifier = await deploy('QuorumVerifier', [attesters.map(({ address }) => address), 2n])
  const [feeReceiver, guardian] = [createWallet('fee receiver'), createWallet('guardian')]
  const terms = [registry.address, [token.address], [instantCap], 100, 100, feeReceiver.address, guardian.address]
  const escrow = await deploy('OrderEscrow', terms)
  return { chain, token, registry, verifier, escrow, attesters }
}

/** A wallet with ether for fees. */
export async function createRich(chain: Chain, label: string): Promise<Wallet> {
  const wallet = createWallet(label)
  await chain.rpc('anvil_setBalance', wallet.address, toHex(10n ** 21n))
  return wallet
}

/** A wallet with ether and tokens whose nonce is not zero. */
export async function createPerson(world: World, label: string): Promise<Wallet> {
  const wallet = await createRich(world.chain, label)
  await transact(world, wallet, world.token, 'mint', [wallet.address, fortune])
  return wallet
}

/** Sends a call from a wallet. */
export function transact(world: World, from: Wallet, { address, abi }: Contract, name: string, args: readonly unknown[]): Promise<Sent> {
  return send(world.chain.rpc, from, toCall(address, abi, name, args))
}

/** Reads a view. */
export async function readView(world: World, { address, abi }: Contract, name: string, args: readonly unknown[]): Promise<unknown> {
  const data = (await world.chain.rpc('eth_call', toCall(address, abi, name, args), 'latest')) as Hex
  return decodeFunctionResult({ abi, functionName: name, data })
}

/** Registers a provider for `corridor`, and gives it an account of `stake` token units. */
export async function enrol(world: World, provider: Wallet, corridor: Hex, stake: bigint): Promise<void> {
  const node = createWallet(`${provider.address} node`)
  const key = node.account.publicKey // 0x04 ‖ x ‖ y
  const typehash = keccak256(toHex('NodeBinding(address operator,uint256 nonce)'))
  const types = [{ type: 'bytes32' }, { type: 'address' }, { type: 'uint256' }] as const
  const struct = keccak256(encodeAbiParameters(types, [typehash, provider.address, 0n]))
  const domain = (await readView(world, world.registry, 'domainSeparator', [])) as Hex
  const binding = await node.account.sign({ hash: keccak256(concatHex(['0x1901', domain, struct])) })
  const record = {
    owner: provider.address,
    nodeKey: concatHex([Number(`0x${key.slice(-1)}`) % 2 === 0 ? '0x02' : '0x03', `0x${key.slice(4, 68)}`]),
    hpkeKey: keccak256(toHex(`${provider.address} hpke`)),
    gatewayUrl: 'https://provider.example',
    multiaddrs: ['/dns4/provider.example/tcp/4001'],
    corridors: [corridor],
    active: true,
  }
  await transact(world, provider, world.registry, 'register', [provider.address, record, `0x${key.slice(4)}`, binding])
  await transact(world, provider, world.token, 'approve', [world.escrow.address, 2n ** 255n])
  await transact(world, provider, world.escrow, 'deposit', [world.token.address, stake])
}

async function deployContract(chain: Chain, name: string, args: readonly unknown[], from: Wallet): Promise<Contract> {
  const artifact = readArtifact(name)
  const { contract } = await send(chain.rpc, from, { data: toDeployData(artifact, args) })
  if (!contract) throw new Error(`${name} was not deployed`)
  return { address: contract, abi: artifact.abi }
}

/** An account whose first contract has no zero byte in its address. */
function createDeployer(chain: Chain, label: string): Promise<Wallet> {
  for (let i = 0; ; i += 1) {
    const name = `${label} deployer ${i}`
    if (!hasZeroByte(getContractAddress({ from: createWallet(name).address, nonce: 0n }))) return createRich(chain, name)
  }
}
