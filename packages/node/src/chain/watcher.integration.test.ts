/** The watcher, the view and ingestion against a real chain that reorganises. */
import { depositStake, registerProvider } from '@paynode/sdk'
import { testUsdAbi } from '@paynode/sdk/abi'
import { deployContracts } from '@paynode/sdk/deployment'
import { createHpkeKeyPair, type OrderId } from '@paynode/sdk/protocol'
import { createTestClient, createWalletClient, http, publicActions, walletActions } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { anvil } from 'viem/chains'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFolds } from '../folds.ts'
import { ingest, noOrders } from '../ingest.ts'
import type { OrderEvent } from '../orders/types.ts'
import { systemClock } from '../runtime/clock.ts'
import { createLogger } from '../runtime/logger.ts'
import { noMetrics } from '../runtime/metrics.ts'
import { getBlockAtOrBelow } from '../store/chainLogs.ts'
import { getCursor } from '../store/cursor.ts'
import { openStore } from '../store/store.ts'
import { startAnvil, type TestChain } from './anvil.fixture.ts'
import { createChainView } from './view.ts'
import { watchChain } from './watcher.ts'

const key = generatePrivateKey()
const stop = new AbortController()
let chain: TestChain
let rpcUrl = ''

beforeAll(async () => {
  chain = await startAnvil()
  rpcUrl = chain.rpcUrl
})
afterAll(async () => {
  stop.abort()
  await chain.stop()
})

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await systemClock.sleep(20, stop.signal)
}

test('behavior: follows the chain, unwinds a reorg, and folds to what the contracts say', async () => {
  const account = privateKeyToAccount(key)
  const wallet = createWalletClient({ account, chain: anvil, transport: http(rpcUrl), pollingInterval: 20 }).extend(publicActions)
  const miner = createTestClient({ mode: 'anvil', chain: anvil, transport: http(rpcUrl) }).extend(walletActions)
  await miner.setBalance({ address: account.address, value: 10n ** 20n })
  const { contracts, token } = await deployContracts(wallet, { attesters: [account.address], threshold: 1 })
  const mint = await wallet.writeContract({
    address: token.address,
    abi: testUsdAbi,
    functionName: 'mint',
    args: [account.address, 10n ** 12n],
  })
  await wallet.waitForTransactionReceipt({ hash: mint })
  const hpke = await createHpkeKeyPair()
  const network = { chainId: anvil.id, rpcUrl, contracts, token, gateways: [] }
  await registerProvider(wallet, {
    network,
    nodePrivateKey: generatePrivateKey(),
    hpkePublicKey: hpke.publicKey,
    gatewayUrl: 'http://127.0.0.1:1',
    multiaddrs: [],
    corridors: ['NGN/bank'],
  })
  await depositStake(wallet, { network, amount: 5_000_000n })

  const store = openStore(':memory:')
  const view = createChainView()
  const seen: { orderId: OrderId; event: OrderEvent }[] = []
  const updates = watchChain({
    client: wallet as never, // a public client with a wallet's account
    contracts: { escrow: contracts.OrderEscrow, registry: contracts.ProviderRegistry },
    startBlock: 0,
    getCursor: () => getCursor(store),
    getStored: (number) => getBlockAtOrBelow(store, number),
    pollMs: 20,
    clock: systemClock,
    logger: createLogger({ level: 'silent', name: 'test' }),
    metrics: noMetrics,
    signal: stop.signal,
  })
  const deps = {
    store,
    folds: createFolds(store, [view]),
    metrics: noMetrics,
    ...noOrders,
    dispatch: (orderId: OrderId, event: OrderEvent) => void seen.push({ orderId, event }),
    freeze: () => {},
  }
  const kinds: string[] = []
  const loop = (async () => {
    for await (const batch of updates) {
      for (const update of batch) {
        ingest(deps, update)
        kinds.push(update.type)
      }
    }
  })()

  await until(() => view.account(account.address, token.address).free === 5_000_000n)
  expect(view.provider(account.address)).toMatchObject({ hpkeKey: hpke.publicKey, corridors: ['NGN/bank'] })

  await depositStake(wallet, { network, amount: 7_000_000n })
  await until(() => view.account(account.address, token.address).free === 12_000_000n)
  await fetch(rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'anvil_reorg', params: [2, []] }),
  })
  await until(() => kinds.includes('reorg') && view.account(account.address, token.address).free === 5_000_000n)
  await depositStake(wallet, { network, amount: 1_000_000n })
  await until(() => view.account(account.address, token.address).free === 6_000_000n)

  // A daemon that starts on this store folds to the same facts.
  const again = createChainView()
  createFolds(store, [again]).restore()
  expect(again.account(account.address, token.address)).toEqual(view.account(account.address, token.address))
  expect(again.head()).toEqual(view.head())
  expect(seen).toEqual([])
  stop.abort()
  await loop
  store.close()
}, 60_000)
