/** Ponder itself, as anybody would start it, on the example's app; and what it has rebuilt. */

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Hex } from 'viem'
import { z } from 'zod'
import { getFreePorts } from '../../../cli/src/network/ports.ts'
import { type EscrowState, toOrderLine, toPairs, toStakePair } from './state.ts'
import type { World } from './world.ts'

const app = fileURLToPath(new URL('../../../../examples/indexer-ponder', import.meta.url))
const hook = fileURLToPath(new URL('../../../../scripts/source-condition.js', import.meta.url))
const hex = z.custom<Hex>((value) => typeof value === 'string' && value.startsWith('0x'))
const units = z.string().transform(BigInt)
const orderRow = z.object({
  id: hex,
  status: z.string(),
  claimer: hex.nullable(),
  token: hex,
  amount: units,
  integratorFeeBps: z.int(),
  protocolFeeBps: z.int(),
  createdAt: units,
  changedAt: units,
  bond: units,
  credited: units.nullable(),
  refunded: units.nullable(),
})
const accountRow = z.object({ owner: hex, token: hex, free: units, locked: units })
const stakeRow = z.object({ owner: hex, token: hex, staked: units, leaving: units, leavesAt: units })
const feesRow = z.object({ integrator: hex, token: hex, integratorFees: units, protocolFees: units })
const statusSchema = z.object({ chain: z.object({ block: z.object({ number: z.int() }).nullable() }) })

/** Rows as Ponder has them. */
export type PonderRows = {
  readonly order: readonly z.output<typeof orderRow>[]
  readonly account: readonly z.output<typeof accountRow>[]
  readonly stake: readonly z.output<typeof stakeRow>[]
  readonly fees: readonly z.output<typeof feesRow>[]
}

/** A running Ponder. */
export type Ponder = {
  /** Waits until the block is indexed. @throws when Ponder ends before. */
  waitFor(block: number): Promise<void>
  read(): Promise<PonderRows>
  stop(): Promise<void>
}

/** Starts it on a fresh database. */
export async function startPonder(world: World): Promise<Ponder> {
  const [port = 0] = await getFreePorts(1)
  const url = `http://127.0.0.1:${port}`
  const ponderDirectory = join(app, '.ponder')
  rmSync(ponderDirectory, { recursive: true, force: true })
  const bin = findPonder()
  const child = spawn(
    process.execPath,
    ['--import', hook, bin, 'start', '--schema', 'paynode', '--port', String(port), '--log-level', 'warn'],
    {
      cwd: app,
      env: {
        ...process.env,
        PONDER_TELEMETRY_DISABLED: 'true',
        PAYNODE_RPC_URL: world.chain.rpcUrl,
        PAYNODE_CHAIN_ID: String(world.chain.chainId),
        PAYNODE_ESCROW: world.escrow,
        PAYNODE_START_BLOCK: String(world.startBlock),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-4_000)
    })
  const get = async (path: string): Promise<unknown> => {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`Ponder ended: ${said}`)
    return fetch(`${url}${path}`).then(
      (response) => (response.ok ? response.json() : undefined),
      () => undefined,
    )
  }
  return {
    waitFor: async (block) => {
      for (;;) {
        const status = statusSchema.safeParse(await get('/status'))
        if (status.success && (status.data.chain.block?.number ?? -1) >= block) return
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
    read: async () => {
      const [order, account, stake, fees] = await Promise.all(['order', 'account', 'stake', 'fees'].map((table) => get(`/all/${table}`)))
      return {
        order: z.array(orderRow).parse(order),
        account: z.array(accountRow).parse(account),
        stake: z.array(stakeRow).parse(stake),
        fees: z.array(feesRow).parse(fees),
      }
    },
    stop: async () => {
      await end(child)
      rmSync(ponderDirectory, { recursive: true, force: true })
    },
  }
}

/** The rows in the form that is compared, `time` being the head's. */
export function toPonderState({ order, account, stake, fees }: PonderRows, time: number): EscrowState {
  const heldBy = (owner: Hex, token: Hex) => {
    const found = account.find((row) => row.owner === owner && row.token === token)
    return (found?.free ?? 0n) + (found?.locked ?? 0n)
  }
  return {
    orders: Object.fromEntries(
      order.map((row): [string, string] => [row.id, toOrderLine(row.status, row.claimer, row.createdAt, row.changedAt)]).sort(),
    ),
    accounts: toPairs(account.map(({ owner, token, free, locked }) => ({ of: [owner, token], pair: [free, locked] }))),
    stakes: toPairs(stake.map((row) => ({ of: [row.owner, row.token], pair: toStakePair(row, heldBy(row.owner, row.token), time) }))),
    fees: toPairs(fees.map((row) => ({ of: [row.integrator, row.token], pair: [row.integratorFees, row.protocolFees] }))),
  }
}

/** Its package exports no path to its command. */
function findPonder(): string {
  const folders = createRequire(import.meta.url).resolve.paths('ponder') ?? []
  const bin = folders.map((folder) => join(folder, 'ponder/dist/esm/bin/ponder.js')).find((file) => existsSync(file))
  if (!bin) throw new Error('Ponder is not installed; run `npm ci`')
  return bin
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}
