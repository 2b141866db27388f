/** Plays a vendor for a whole local network: one simulated account per provider, and one place where attesters read all their receipts. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type SimPayout, toCircleKey } from '@paynode/node/simulators'
import type { Corridor } from '@paynode/sdk/protocol'
import type { Address } from 'viem'
import { type SimulatedVendor, startVendorSimulator, type VendorAccount } from './startVendorSimulator.ts'

/** `url` answers `GET /v1/receipts/<reference>` to whoever has the audit token. */
export type VendorPsp = {
  readonly url: string
  readonly accounts: readonly (Pick<VendorAccount, 'psp' | 'env' | 'certificate'> & { readonly owner: Address })[]
  close(): Promise<void>
}

/** Starts the accounts and the receipts server. `balance` is minor units, `webhookUrl` where the owner's daemon listens. */
export async function startVendorPsp(parameters: {
  readonly vendor: SimulatedVendor
  readonly corridor: Corridor
  readonly auditToken: string
  readonly port: number
  readonly accounts: readonly { readonly owner: Address; readonly webhookUrl: string; readonly balance: bigint }[]
  readonly signal: AbortSignal
}): Promise<VendorPsp> {
  const { vendor, corridor, auditToken, port, signal } = parameters
  const accounts = await Promise.all(
    parameters.accounts.map(async ({ owner, webhookUrl, balance }) => {
      const account = await startVendorSimulator(vendor, { port: 0, webhookUrl, balance, signal })
      return { ...account, owner }
    }),
  )
  const server = createServer((request, response) => {
    const send = (status: number, body: object) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.headers.authorization !== `Bearer ${auditToken}`) return send(401, { code: 'unauthorized' })
    const [, reference = ''] = /^\/v1\/receipts\/([\w-]+)$/.exec(request.url ?? '') ?? []
    for (const { owner, simulator } of accounts) {
      const payout = simulator.book.find(vendor === 'circle' ? toCircleKey(reference) : reference)
      if (payout) return send(200, { ...toReceipt(corridor, simulator.book.statusOf(payout), payout), reference, owner })
    }
    send(404, { code: 'not_found' })
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accounts: accounts.map(({ owner, psp, env, certificate }) => ({ owner, psp, env, ...(certificate ? { certificate } : {}) })),
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await Promise.all(accounts.map(({ simulator }) => simulator.close()))
    },
  }
}

/** A receipt without its owner, and without the name that the vendor has for it. */
function toReceipt(corridor: Corridor, status: string, { amount, currency, destination, details, endsAt }: SimPayout) {
  const institution = details.bankCode ?? details.bank ?? details.receiveType
  return {
    status,
    amount: amount.toString(),
    currency,
    recipient: { corridor, account: destination, ...(institution ? { institution } : {}) },
    paidAt: Math.floor(endsAt / 1_000),
  }
}
