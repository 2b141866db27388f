/** The machines that daemons run on: a database that outlives every life, a supervisor that starts the next one. */
import type { OrderId, Recipient } from '@paynode/sdk/protocol'
import { hashBundle, toPaymentReference } from '@paynode/sdk/protocol'
import type Database from 'better-sqlite3'
import { type Hex, pad, toHex } from 'viem'
import { insertPayout, setPayoutState } from '../../../../node/src/store/payouts.ts'
import { openStore, type Store } from '../../../../node/src/store/store.ts'
import type { Blocks } from '../chain/blocks.ts'
import { createRpcNode, type RpcNode } from '../chain/rpcNode.ts'
import type { TermsBook } from '../chain/terms.ts'
import { type SimDaemon, startDaemon, toReports } from '../daemon/daemon.ts'
import { createGate, type Gate, Unwritable } from '../daemon/gate.ts'
import { createSimSender } from '../daemon/sender.ts'
import type { EscrowRules } from '../escrow/types.ts'
import { createSimPsp, createSimReceipts } from '../psp/adapter.ts'
import type { PspModel } from '../psp/pspModel.ts'
import type { Chaos } from '../world/chaos.ts'
import { openDesk } from '../world/desk.ts'
import type { Links } from '../world/network.ts'
import type { Plan } from '../world/plan.ts'
import { toProvider } from '../world/setting.ts'
import type { VirtualTime } from '../world/virtualTime.ts'

/** What machines share. */
export type Shared = {
  readonly time: VirtualTime
  readonly plan: Plan
  readonly chaos: Chaos
  readonly blocks: Blocks
  readonly rules: EscrowRules
  readonly terms: TermsBook
  readonly psp: PspModel
  readonly links: Links
  detailsOf(orderId: OrderId): { readonly recipient: Recipient; readonly salt: Hex; readonly arrivesAt: readonly number[] } | undefined
  trace(text: string): void
}

/** One machine. */
export type Machine = {
  readonly index: number
  readonly rpc: RpcNode
  readonly db: Database.Database
  readonly errors: unknown[]
  daemon(): SimDaemon | undefined
  setSkew(ms: number): void
  setDiskFull(isFull: boolean): void
  /** Kills the process at its n-th step from now; it comes back `downMs` later. */
  killAfter(steps: number, downMs: number): void
  steps(): number
  close(): void
}

const RESTART_MS = 3_000
const ATTEST_TIMEOUT_MS = 4_000

/** Starts the machines. */
export function createMachines(shared: Shared): readonly Machine[] {
  const machines: Machine[] = []
  for (let index = 0; index < shared.plan.providers; index++) machines.push(createMachine(shared, index, machines))
  return machines
}

function createMachine(shared: Shared, index: number, machines: readonly Machine[]): Machine {
  const { time, plan, chaos, blocks, rules, terms, psp, links } = shared
  const self = toProvider(index)
  const desk = plan.desks[index] ?? openDesk
  const rpc = createRpcNode(blocks, rules)
  const store = openStore(':memory:')
  const { db } = store
  for (const [number, { agoMs, amount }] of desk.before.entries()) recordPayout(store, number, { at: time.now() - agoMs, amount })
  const errors: unknown[] = []
  let skewMs = 0
  let isDiskFull = false
  let steps = 0
  let kill: { readonly at: number; readonly downMs: number } | undefined
  let gate: Gate | undefined
  const lives: Gate[] = []
  let daemon: SimDaemon | undefined

  const endLife = (downMs: number) => {
    gate?.end()
    daemon = undefined
    time.at(time.now() + downMs, boot)
  }
  const boot = () => {
    if (isDiskFull) return void time.at(time.now() + RESTART_MS, boot)
    const life = createGate({
      time,
      db,
      skewMs: () => skewMs,
      isDiskFull: () => isDiskFull,
      isLast: () => {
        steps += 1
        return kill !== undefined && steps >= kill.at
      },
      onCrash: (point) => {
        const downMs = kill?.downMs ?? 0
        kill = undefined
        chaos.count('crash')
        shared.trace(`${index} killed at "${point}", back in ${downMs} ms`)
        endLife(downMs)
      },
    })
    gate = life
    lives.push(life)
    const fail = (error: unknown) => {
      if (!life.isAlive()) return
      shared.trace(`${index} stopped: ${error instanceof Error ? error.message : String(error)}`)
      if (!(error instanceof Unwritable)) errors.push(error)
      endLife(RESTART_MS)
    }
    const psps = { gate: life, psp, owner: self, chaos, plan, hasEnquiry: desk.hasEnquiry, sleep: (ms: number) => time.sleep(ms) }
    const started = startDaemon({
      gate: life,
      self,
      rpc,
      sender: createSimSender({
        gate: life,
        blocks,
        rpc,
        terms,
        address: self,
        latencyMs: chaos.latencyMs,
        onTransaction: () => ({
          refusedOnce: chaos.hits('transactionRefused'),
          delayMs: chaos.hits('transactionLate') ? chaos.random.int(1_000, 25_000) : 0,
        }),
      }),
      adapter: createSimPsp(psps),
      receipts: createSimReceipts(psps),
      attesters: Array.from({ length: plan.providers }, (_, other) => ({
        provider: toProvider(other),
        ask: (question) =>
          life.call(`attester ${other}`, chaos.latencyMs(), () => {
            const peer = machines[other]?.daemon()
            if (!peer || !links.isOpen(index, other)) throw new Error('the attester is away')
            const late = time.sleep(ATTEST_TIMEOUT_MS).then(() => Promise.reject(new Error('the attester did not answer')))
            return Promise.race([question(peer.attester), late])
          }),
      })),
      threshold: rules.threshold,
      plan,
      desk,
      bondOf: (amount) => (amount * BigInt(rules.bondBps) + 9_999n) / 10_000n,
      openRecipient: (orderId) => {
        const details = shared.detailsOf(orderId)
        return details && time.now() >= (details.arrivesAt[index] ?? 0) ? details : undefined
      },
      getBundle: (corridor, epoch) => {
        const reached = Array.from({ length: plan.providers }, (_, other) => links.isOpen(index, other)).filter(Boolean).length
        if (2 * reached <= plan.providers) return { type: 'pending', reason: 'no majority answers' }
        const reports = toReports(rules.attesters, corridor, epoch)
        return { type: 'agreed', digest: hashBundle(corridor, epoch, reports), reports }
      },
      latencyMs: chaos.latencyMs,
      onEvent: (orderId, event, record) => shared.trace(`${index} ${orderId.slice(0, 8)} ${event.type} → ${record.state}`),
      onFatal: fail,
    })
    if (life.isAlive()) daemon = started
  }
  boot()
  return {
    index,
    rpc,
    db,
    errors,
    daemon: () => daemon,
    setSkew: (ms) => {
      skewMs = ms
    },
    setDiskFull: (isFull) => {
      isDiskFull = isFull
    },
    killAfter: (more, downMs) => {
      kill = { at: steps + more, downMs }
    },
    steps: () => steps,
    close: () => {
      for (const life of lives) life.forget()
      db.close()
    },
  }
}

/** A payout of another day, long settled. */
function recordPayout(store: Store, number: number, { at, amount }: { readonly at: number; readonly amount: bigint }): void {
  const orderId = pad(toHex(0xff00 + number), { size: 32 }) as OrderId
  insertPayout(store, { orderId, reference: toPaymentReference(orderId), psp: 'sim', currency: 'NGN', amount, createdAt: at })
  setPayoutState(store, orderId, { state: 'SUCCEEDED', at })
}
