/** Where a step's gas goes: the costs of its opcodes by contract and by what they are for. */
import { hexToBytes, parseTransaction } from 'viem'
import type { Measures } from './measure.ts'
import type { World } from './world.ts'

type Step = {
  readonly depth: number
  readonly gas: number
  readonly gasCost: number
  readonly op: string
  readonly stack: readonly string[]
}
type Frame = { readonly where: string; readonly total: number; call?: Step }
type Spend = (where: string, kind: string, gas: number) => void

const intrinsic = 21_000
const gasOfByte = { zero: 4, other: 16 }

/** A line per step, gas per order. What is left over, mostly negative, is refunds. The chain must keep traces. */
export async function printBreakdown(world: World, measures: Measures): Promise<string> {
  const kinds = ['token', 'registry', 'verifier', 'escrow'] as const
  const names = new Map<string, string>(kinds.map((name) => [world[name].address.slice(2).toLowerCase(), name]))
  let text = ''
  for (const [step, { sent, orders }] of Object.entries(measures)) {
    const trace = (await world.chain.rpc('debug_traceTransaction', sent.hash, { disableStorage: true })) as {
      readonly structLogs: readonly Step[]
    }
    const { to, data = '0x' } = parseTransaction(sent.raw as `0x02${string}`) // as it was signed
    const calldata = hexToBytes(data).reduce((sum, byte) => sum + (byte === 0 ? gasOfByte.zero : gasOfByte.other), 0)
    const sums = new Map([['intrinsic', intrinsic]]).set('calldata', calldata)
    const spend: Spend = (where, kind, gas) => sums.set(`${where} ${kind}`, (sums.get(`${where} ${kind}`) ?? 0) + gas)
    addUp(trace.structLogs, nameOf(to ?? '', names), names, spend)
    sums.set('refunds', sent.gas - [...sums.values()].reduce((left, right) => left + right))
    const parts = [...sums].filter(([, gas]) => gas !== 0).sort(([, left], [, right]) => right - left)
    text += `${step} ${Math.round(sent.gas / orders)}: ${parts.map(([key, gas]) => `${key} ${Math.round(gas / orders)}`).join(' · ')}\n`
  }
  return text
}

/** Walks a trace. An opcode costs what its frame has less at the frame's next opcode; a call, that less what the callee spent. */
function addUp(steps: readonly Step[], root: string, names: ReadonlyMap<string, string>, spend: Spend): void {
  const frames: Frame[] = [{ where: root, total: 0 }]
  for (const [i, step] of steps.entries()) {
    const frame = frames[step.depth - 1]
    if (!frame) throw new Error('the trace skips a depth')
    const next = steps[i + 1]
    if (next && next.depth > step.depth) {
      frame.call = step
      frames.push({ where: step.op === 'DELEGATECALL' ? frame.where : nameOf(step.stack.at(-2) ?? '', names), total: next.gas })
      continue
    }
    const cost = next && next.depth === step.depth ? step.gas - next.gas : step.gasCost
    spend(frame.where, kindOf(step.op), cost)
    for (let last = step.gas - cost, depth = step.depth; next && depth > next.depth; depth -= 1) {
      const spent = (frames.pop()?.total ?? 0) - last
      const caller = frames[depth - 2]
      if (!caller?.call) throw new Error('a call returned that nobody made')
      spend(caller.where, 'calls', caller.call.gas - next.gas - spent)
      last = next.gas
    }
  }
}

function nameOf(address: string, names: ReadonlyMap<string, string>): string {
  const bare = address.replace(/^0x/, '').toLowerCase().padStart(40, '0').slice(-40)
  return names.get(bare) ?? (bare.endsWith('c78ba3') ? 'permit2' : 'other')
}

function kindOf(op: string): string {
  if (op === 'SLOAD' || op === 'SSTORE') return op
  if (op === 'TLOAD' || op === 'TSTORE') return 'lock'
  if (op.startsWith('LOG')) return 'logs'
  if (op === 'CALL' || op === 'STATICCALL' || op === 'DELEGATECALL') return 'calls'
  return op === 'KECCAK256' || op === 'SHA3' ? 'hashing' : 'rest'
}
