/** A price agreed with one desk: the order is theirs first, and the market's when they do not come. */
import { createOrder, getOrderState, getProviders, networkSchema, parsePayout, parseRecipient, waitForOrder } from '@paynode/sdk'
import { createWalletClient, defineChain, type Hex, http, isAddressEqual } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

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

// The desk that you have spoken with; here the last one of the registry, whom the market would not choose first.
const desk = (await getProviders(wallet, { network, corridor: 'NGN/bank' })).at(-1)
if (!desk) throw new Error('nobody serves NGN/bank on this network')
console.log(`agreed with ${desk.operator}`)

const { orderId } = await createOrder(wallet, {
  network,
  amount: 1_000_000_000n, // 1 000 tokens
  payout: parsePayout('1550000', 'NGN'), // the price agreed, not the market's
  recipient: parseRecipient('NGN/bank:058:0123456789'),
  pinned: [desk.operator],
  turnSeconds: 60, // theirs alone for a minute; after that anybody may claim it at the same price
})
await waitForOrder(wallet, { network, orderId, status: 'settled', timeout: 120_000 })
const { claimer } = await getOrderState(wallet, { network, orderId })
console.log(`settled ${orderId}, served by ${isAddressEqual(claimer, desk.operator) ? 'the desk' : claimer}`)
