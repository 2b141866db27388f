/** Which network this shop pays through: its gateway is asked once, when the first page is. */
import { networkSchema, type PaynodeNetwork } from '@paynode/sdk'
import { connection } from 'next/server'

let network: Promise<PaynodeNetwork> | undefined

/** @throws when PAYNODE_GATEWAY is not set or does not answer; the next page asks again. */
export async function getNetwork(): Promise<PaynodeNetwork> {
  await connection() // prices and orders are read for each request, never while the shop is built
  network ??= read().catch((error: unknown) => {
    network = undefined
    throw error
  })
  return network
}

async function read(): Promise<PaynodeNetwork> {
  const gateway = process.env.PAYNODE_GATEWAY
  if (!gateway) throw new Error('set PAYNODE_GATEWAY to a gateway’s URL, like http://127.0.0.1:8787; `paynode dev` prints one')
  const response = await fetch(new URL('/v1/network', gateway), { cache: 'no-store' })
  const known = networkSchema.parse(await response.json())
  // The payer's browser reads the chain itself: an RPC that the gateway names, or the shop's own.
  return { ...known, rpcUrl: process.env.PAYNODE_RPC ?? known.rpcUrl, gateways: [gateway] }
}
