/** The sandbox PSPs of a local network: one process, one HTTP server per corridor, one account per provider at each. */
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Corridor } from '@paynode/sdk/protocol'
import type { Address } from 'viem'
import { type Child, startChild } from './child.ts'
import { getLauncher } from './paths.ts'
import { type PspConfigInput, pspReadySchema, type VendorCredentials } from './pspConfig.ts'
import type { SimulatedVendor } from './startVendorSimulator.ts'
import type { LocalPsp } from './types.ts'

/** A PSP with the API key of every account holder. */
export type LocalPspWithKeys = LocalPsp & {
  readonly apiKeys: ReadonlyMap<Address, string>
  /** Accounts at a simulated vendor, where the corridor has one. */
  readonly accounts: ReadonlyMap<Address, VendorCredentials>
}

const token = () => randomBytes(18).toString('base64url')

/** Starts the PSPs and waits until they listen. `balance` is minor units in every account. */
export async function startPsps(parameters: {
  readonly directory: string
  readonly corridors: readonly Corridor[]
  readonly ports: readonly number[]
  readonly owners: readonly Address[]
  readonly balance: bigint
  readonly vendors: ReadonlyMap<Corridor, SimulatedVendor>
  /** Where the daemon of the provider at this position takes notices. */
  readonly webhookUrlOf: (position: number, corridor: Corridor) => string
  readonly onChild: (child: Child) => void
}): Promise<readonly LocalPspWithKeys[]> {
  const { directory, corridors, ports, owners, balance, vendors, webhookUrlOf } = parameters
  const psps = corridors.map((corridor, index) => ({
    corridor,
    port: ports[index] ?? 0,
    auditToken: token(),
    accounts: owners.map((owner, position) => ({ id: `acct-${position + 1}`, owner, apiKey: token(), balance: balance.toString() })),
  }))
  const sandboxes = psps.filter(({ corridor }) => !vendors.has(corridor))
  const played = psps.flatMap(({ corridor, port, auditToken }) => {
    const vendor = vendors.get(corridor)
    const accounts = owners.map((owner, position) => ({ owner, webhookUrl: webhookUrlOf(position, corridor), balance: balance.toString() }))
    return vendor ? [{ vendor, corridor, port, auditToken, accounts }] : []
  })
  const configFile = join(directory, 'psps.json')
  writeFileSync(configFile, JSON.stringify({ psps: sandboxes, vendors: played } satisfies PspConfigInput), { mode: 0o600 })
  const child = startChild({
    name: 'sandbox PSPs',
    file: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', getLauncher(), 'sandbox', '--config', configFile],
    logFile: join(directory, 'psps.log'),
  })
  parameters.onChild(child)
  const ready = pspReadySchema.parse(JSON.parse(await child.firstLine))
  return psps.map(({ corridor, auditToken, accounts }) => {
    const vendor = ready.vendors.find((one) => one.corridor === corridor)
    return {
      corridor,
      auditToken,
      url: vendor?.url ?? ready.urls[sandboxes.findIndex((one) => one.corridor === corridor)] ?? '',
      apiKeys: new Map(accounts.map(({ owner, apiKey }) => [owner, apiKey])),
      accounts: new Map(vendor?.accounts.map((account) => [account.owner, account])),
    }
  })
}
