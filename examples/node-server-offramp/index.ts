/** A back office that pays out from its own wallet and books an order when the gateway's signed webhook says that it settled. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createOrder, networkSchema, parsePayout, parseRecipient, verifyWebhook, type WebhookEvent } from '@paynode/sdk'
import { createWalletClient, defineChain, type Hex, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { createSiweMessage } from 'viem/siwe'

const { PAYNODE_GATEWAY: gateway = '', PAYNODE_PRIVATE_KEY } = process.env
if (!gateway || !PAYNODE_PRIVATE_KEY)
  throw new Error('set PAYNODE_GATEWAY to a gateway’s URL and PAYNODE_PRIVATE_KEY to the paying account’s key')

const network = networkSchema.parse(await ask('GET', '/v1/network'))
const chain = defineChain({
  id: network.chainId,
  name: 'the network’s chain',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [network.rpcUrl] } },
})
const account = privateKeyToAccount(PAYNODE_PRIVATE_KEY as Hex)
const wallet = createWalletClient({ account, chain, transport: http() })

// 1. Where the gateway calls: behind HTTPS on a real network.
const settled = Promise.withResolvers<WebhookEvent>()
let secret = ''
const receiver = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  try {
    const header = String(request.headers['paynode-signature'] ?? '')
    const event = await verifyWebhook({ payload: Buffer.concat(chunks), header, secret })
    console.log(`webhook ${event.type}`) // deliveries repeat: a real server acts once per event.id
    if (event.type === 'order.settled') settled.resolve(event)
    response.writeHead(204).end()
  } catch {
    response.writeHead(400).end() // forged, stale or not for us
  }
}).listen(0, '127.0.0.1')
await new Promise((resolve) => receiver.once('listening', resolve))

// 2. Sign in with the wallet, and ask to be told.
const { nonce, uri } = await ask<{ nonce: string; uri: string }>('GET', '/v1/auth/nonce')
const message = createSiweMessage({
  address: account.address,
  chainId: network.chainId,
  domain: new URL(uri).host,
  nonce,
  uri,
  version: '1',
})
const { token } = await ask<{ token: string }>('POST', '/v1/auth/verify', { message, signature: await account.signMessage({ message }) })
const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/paynode`
;({ secret } = await ask<{ secret: string }>('POST', '/v1/webhooks', { url, events: ['order.fulfilled', 'order.settled'] }, token))

// 3. Pay. The salary list would be a loop.
const recipient = parseRecipient('NGN/bank:058:0123456789')
const { orderId } = await createOrder(wallet, { network, amount: 25_000_000n, payout: parsePayout('30000', 'NGN'), recipient })
console.log(`locked ${orderId}`)
await settled.promise
console.log(`booked ${orderId}`)
receiver.close()
receiver.closeAllConnections()

async function ask<answer>(method: 'GET' | 'POST', path: string, body?: object, token?: string): Promise<answer> {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
  const response = await fetch(gateway + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${path}: ${answer.title}; ${answer.detail}`)
  return answer
}
