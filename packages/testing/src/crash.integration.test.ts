/** Kills the claimer's daemon with SIGKILL at each step of the flow, starts it again, and finds exactly one payout, made by whoever was paid for it. */
import { type LocalNetwork, startLocalNetwork } from '@paynode/cli/local-network'
import { createOrder, type OrderId, parseRecipient, toPaymentReference } from '@paynode/sdk'
import { createWalletClient, defineChain, http, publicActions } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'

const stop = new AbortController()
let network: LocalNetwork

beforeAll(async () => {
  network = await startLocalNetwork({ providers: 3, corridors: ['NGN/bank'], signal: stop.signal })
}, 120_000)
afterAll(async () => {
  stop.abort()
  await network?.stop()
})

/** The account decides what the sandbox PSP does: 2222 stays pending for two seconds, 1111 commits and drops the answer. */
const steps = [
  { states: ['claimed'], account: '0123456789', why: 'claimed on chain, nothing recorded' },
  { states: ['paying'], account: '0123456790', why: 'recorded, the request is at the PSP', fault: 'delay' },
  { states: ['unknown'], account: '0123452222', why: 'accepted, not finished' },
  { states: ['paying', 'unknown', 'paid'], account: '0123451111', why: 'committed, the answer lost' },
  { states: ['paid'], account: '0123456791', why: 'paid, not attested' },
] as const

test.each(steps)(
  'SIGKILL while $states ($why): one payout, settled once',
  async ({ states, account, ...step }) => {
    const orderId = await lock(account)
    if ('fault' in step) await setFault(orderId, step.fault)
    const killed = await poll(async () => {
      for (const provider of network.description.providers) {
        const order = await getOrder(provider.gateway, orderId)
        if (order && (states as readonly string[]).includes(order.state)) return provider
        if (order?.state === 'settled') throw new Error(`settled before it was seen ${states.join()}`)
      }
      return undefined
    }, 5)
    await network.killProvider(killed.address)
    await network.restartProvider(killed.address)
    const settled = await poll(async () => {
      const order = await getOrder(killed.gateway, orderId)
      return order?.state === 'settled' ? order : undefined
    })
    const debits = (await readLedger()).filter(({ reference }) => reference === toPaymentReference(orderId))
    expect(debits).toHaveLength(1)
    expect(debits[0]?.owner.toLowerCase()).toBe(settled.claimer?.toLowerCase())
  },
  90_000,
)

async function lock(account: string): Promise<OrderId> {
  const { chainId, rpcUrl, payer } = network.description
  const chain = defineChain({
    id: chainId,
    name: 'local',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  })
  const wallet = createWalletClient({ account: privateKeyToAccount(payer.privateKey), chain, transport: http(rpcUrl) }).extend(
    publicActions,
  )
  const recipient = parseRecipient(`NGN/bank:058:${account}`)
  const { orderId } = await createOrder(wallet, { network: network.description, amount: 25_000_000n, recipient })
  return orderId
}

async function setFault(orderId: OrderId, fault: string): Promise<void> {
  const [psp] = network.description.psps
  const response = await fetch(`${psp?.url}/v1/faults`, {
    method: 'POST',
    headers: { authorization: `Bearer ${psp?.auditToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ match: { reference: toPaymentReference(orderId) }, fault, ms: 1_500 }),
  })
  expect(response.ok).toBe(true)
}

async function readLedger(): Promise<readonly { reference: string; owner: string }[]> {
  const [psp] = network.description.psps
  const response = await fetch(`${psp?.url}/v1/ledger`, { headers: { authorization: `Bearer ${psp?.auditToken}` } })
  return ((await response.json()) as { entries: { reference: string; owner: string }[] }).entries
}

async function getOrder(gateway: string, orderId: OrderId): Promise<{ state: string; claimer?: string } | undefined> {
  try {
    const response = await fetch(`${gateway}/v1/orders/${orderId}`)
    return response.ok ? ((await response.json()) as { state: string; claimer?: string }) : undefined
  } catch {
    return undefined // its daemon is down
  }
}

/** Looks until there is an answer; the test's own time limit ends it. */
async function poll<value>(look: () => Promise<value | undefined>, everyMs = 100): Promise<value> {
  for (;;) {
    const value = await look()
    if (value !== undefined) return value
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}
