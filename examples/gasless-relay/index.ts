/** A payer who holds tokens and no gas at all: one signature, and a gateway puts the order on chain. */
import { createOrder, networkSchema, parsePayout, parseRecipient, waitForOrder } from '@paynode/sdk'
import { createWalletClient, defineChain, type Hex, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { getBalance } from 'viem/actions'

const { PAYNODE_GATEWAY: gateway = '', PAYNODE_PRIVATE_KEY } = process.env
if (!gateway || !PAYNODE_PRIVATE_KEY) throw new Error('set PAYNODE_GATEWAY to a gateway’s URL and PAYNODE_PRIVATE_KEY to the payer’s key')

const network = networkSchema.parse(await (await fetch(`${gateway}/v1/network`)).json())
const chain = defineChain({
  id: network.chainId,
  name: 'the network’s chain',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [network.rpcUrl] } },
})
const wallet = createWalletClient({ account: privateKeyToAccount(PAYNODE_PRIVATE_KEY as Hex), chain, transport: http() })
console.log(`gas: ${await getBalance(wallet, wallet.account)} wei`)

// The order's id is inside what is signed: the gateway can send this order, or nothing.
const { orderId } = await createOrder(wallet, {
  network,
  amount: 25_000_000n,
  payout: parsePayout('30000', 'NGN'),
  recipient: parseRecipient('NGN/bank:058:0123456789'),
  relay: true,
  onProgress: (progress) => {
    if (progress.step === 'signing') console.log(`signing by ${progress.lane}`)
    if (progress.step === 'relaying' && progress.transactionHash) console.log(`relayed by ${progress.gateway}`)
  },
})
console.log(`locked ${orderId}`)
await waitForOrder(wallet, { network, orderId, status: 'settled', timeout: 120_000 })
console.log(`settled ${orderId}`)
console.log(`gas: ${await getBalance(wallet, wallet.account)} wei`)
