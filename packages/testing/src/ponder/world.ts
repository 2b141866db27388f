/** A chain with the real contracts and a cast of accounts, moved block by block at the pace of a history. */
import { registerProvider } from '@paynode/sdk'
import { orderEscrowAbi, testUsdAbi, testUsdBytecode } from '@paynode/sdk/abi'
import { deployContracts } from '@paynode/sdk/deployment'
import { type Address, encodeFunctionData, getAddress, type Hex, keccak256, maxUint256, stringToHex, toHex } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { permit2Address, readPermit2Code } from '../../../contracts/bench/permit2Code.ts'
import { createTestWallet, startAnvil, type TestChain } from '../../../sdk/src/actions/anvil.fixture.ts'

/** A call from any account: anvil signs for everybody. */
export type Call = { readonly from: Address; readonly to: Address; readonly data: Hex }

/** Who takes part. Payers and attesters have keys because they sign. */
export type Cast = {
  readonly payers: readonly PrivateKeyAccount[]
  readonly providers: readonly Address[]
  readonly attesters: readonly PrivateKeyAccount[]
  readonly integrators: readonly Address[]
  readonly arbiter: Address
  readonly guardian: Address
  readonly feeReceiver: Address
  readonly stranger: Address
}

/** A running world. */
export type World = {
  readonly chain: TestChain
  readonly cast: Cast
  readonly escrow: Address
  readonly registry: Address
  readonly verifier: Address
  readonly tokens: readonly [Address, Address]
  /** Token units up to which proven payouts settle at once. */
  readonly instantCap: bigint
  readonly startBlock: number
  /** One JSON-RPC call. */
  rpc<answer>(method: string, params?: readonly unknown[]): Promise<answer>
  /** Puts the calls into one block at `time`, in this order; whether each of them succeeded. */
  mine(calls: readonly Call[], time: number): Promise<boolean[]>
  stop(): Promise<void>
}

const GAS = '0x1c9c380' // 30 million: a batch fits, and nothing is estimated
const FUNDS = 10n ** 15n
const START = 2_000_000_000 // histories run on their own clock, so that a seed gives the same one tomorrow

/** Starts the chain, deploys, funds everybody and registers the providers. */
export async function createWorld(): Promise<World> {
  const chain = await startAnvil()
  try {
    return await setUp(chain)
  } catch (error) {
    await chain.stop()
    throw error
  }
}

async function setUp(chain: TestChain): Promise<World> {
  const rpc: World['rpc'] = (method, params = []) => callRpc(chain.rpcUrl, method, params)
  const cast = createCast()
  const wallet = createTestWallet(chain, 0)
  const receipt = await wallet.waitForTransactionReceipt({
    hash: await wallet.deployContract({ abi: testUsdAbi, bytecode: testUsdBytecode }),
  })
  if (!receipt.contractAddress) throw new Error('the second token was not deployed')
  const instantCap = 500_000_000n
  const deployment = await deployContracts(wallet, {
    attesters: cast.attesters.map(({ address }) => address),
    threshold: 2,
    bondBps: 733, // leaves remainders
    feeReceiver: cast.feeReceiver,
    guardian: cast.guardian,
    tokens: [
      { address: undefined, instantCap },
      { address: receipt.contractAddress, instantCap },
    ],
  })
  const { OrderEscrow: escrow, ProviderRegistry: registry, QuorumVerifier: verifier } = deployment.contracts
  const tokens = [deployment.token.address, getAddress(receipt.contractAddress)] as const
  await rpc('anvil_autoImpersonateAccount', [true])
  const holders = [...cast.payers.map(({ address }) => address), ...cast.providers]
  for (const address of [...holders, cast.arbiter, cast.guardian, cast.stranger, cast.feeReceiver, ...cast.integrators])
    await rpc('anvil_setBalance', [address, toHex(10n ** 24n)])
  for (const [index, address] of cast.providers.entries()) await register(chain, { index, address, registry, escrow, verifier })
  await rpc('anvil_setCode', [permit2Address, readPermit2Code(chain.chainId)])
  await rpc('evm_setAutomine', [false])
  const mine = (calls: readonly Call[], time: number) => mineBlock(rpc, calls, time)
  const setup = tokens.flatMap((token) =>
    holders.flatMap((from) => [
      { from, to: token, data: encodeFunctionData({ abi: testUsdAbi, functionName: 'mint', args: [from, FUNDS] }) },
      ...[escrow, permit2Address].map((spender) => ({
        from,
        to: token,
        data: encodeFunctionData({ abi: testUsdAbi, functionName: 'approve', args: [spender, maxUint256] }),
      })),
    ]),
  )
  for (const [index, call] of setup.entries()) await mine([call], START + index)
  return {
    chain,
    cast,
    escrow,
    registry,
    verifier,
    tokens,
    instantCap,
    startBlock: deployment.startBlock ?? 0,
    rpc,
    mine,
    stop: chain.stop,
  }
}

function createCast(): Cast {
  const account = (name: string) => privateKeyToAccount(keccak256(stringToHex(`ponder ${name}`)))
  const many = (name: string, count: number) => Array.from({ length: count }, (_, index) => account(`${name} ${index}`))
  const addresses = (name: string, count: number) => many(name, count).map(({ address }) => address)
  const [arbiter, guardian, feeReceiver, stranger] = addresses('other', 4) as [Address, Address, Address, Address]
  return {
    payers: many('payer', 6),
    providers: addresses('provider', 4),
    attesters: many('attester', 3),
    integrators: addresses('integrator', 2),
    arbiter,
    guardian,
    feeReceiver,
    stranger,
  }
}

async function register(
  chain: TestChain,
  parameters: {
    readonly index: number
    readonly address: Address
    readonly registry: Address
    readonly escrow: Address
    readonly verifier: Address
  },
): Promise<void> {
  const { index, address, registry, escrow, verifier } = parameters
  const key = keccak256(stringToHex(`ponder provider ${index}`))
  const wallet = { ...createTestWallet(chain, 0), account: privateKeyToAccount(key) }
  if (wallet.account.address !== address) throw new Error(`provider ${index} is ${wallet.account.address}, not ${address}`)
  await registerProvider(wallet, {
    network: { chainId: chain.chainId, contracts: { OrderEscrow: escrow, ProviderRegistry: registry, QuorumVerifier: verifier } },
    nodePrivateKey: keccak256(stringToHex(`ponder node ${index}`)),
    hpkePublicKey: keccak256(stringToHex(`ponder hpke ${index}`)),
    gatewayUrl: `http://127.0.0.1:${4_000 + index}`,
    multiaddrs: [],
    corridors: ['NGN/bank', ...(index === 0 ? [] : (['KES/mpesa'] as const))],
  })
}

async function mineBlock(rpc: World['rpc'], calls: readonly Call[], time: number): Promise<boolean[]> {
  const hashes: Hex[] = []
  for (const { from, to, data } of calls) {
    hashes.push(
      await rpc<Hex>('eth_sendTransaction', [{ from, to, data, gas: calls.length > 1 ? '0x2dc6c0' : GAS, gasPrice: '0x77359400' }]),
    )
  }
  await rpc('evm_setNextBlockTimestamp', [time])
  await rpc('anvil_mine', ['0x1'])
  return Promise.all(
    hashes.map(async (hash) => {
      const receipt = await rpc<{ readonly status: Hex } | null>('eth_getTransactionReceipt', [hash])
      if (!receipt) throw new Error(`${hash} was not mined`)
      return receipt.status === '0x1'
    }),
  )
}

/** An encoded call of the escrow. */
export function toEscrowCall(world: Pick<World, 'escrow'>, from: Address, functionName: string, args: readonly unknown[]): Call {
  return { from, to: world.escrow, data: encodeFunctionData({ abi: orderEscrowAbi as never, functionName, args } as never) } // names and arguments are chosen at run time
}

async function callRpc<answer>(url: string, method: string, params: readonly unknown[]): Promise<answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  const answer = (await response.json()) as { readonly result: answer; readonly error?: { readonly message: string } } // JSON-RPC's envelope
  if (answer.error) throw new Error(`${method}: ${answer.error.message}`)
  return answer.result
}
