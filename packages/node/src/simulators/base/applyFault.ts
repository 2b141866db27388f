/** Answers a request, well or as badly as the script says. */
import type { ServerResponse } from 'node:http'
import type { Clock } from '../../runtime/clock.ts'
import type { VirtualClock } from '../../runtime/createVirtualClock.ts'
import type { Fault, Operation, SimAnswer, VendorDefinition } from './types.ts'

const HUGE = Buffer.alloc(10 * 1_048_576, 0x20)
const PAGE = '<!doctype html><title>502</title><h1>Bad gateway</h1>'
/** Longer than any client waits. */
const FOREVER_MS = 130_000

/** Carries the request out when the fault lets it, and answers. `later` puts work on the agenda. */
export async function applyFault(parameters: {
  readonly fault: Fault | undefined
  readonly operation: Operation
  readonly definition: VendorDefinition
  readonly clock: Clock
  readonly response: ServerResponse
  readonly signal: AbortSignal
  handle(): Promise<SimAnswer>
  later(ms: number, work: () => Promise<void>): void
}): Promise<void> {
  const { fault, operation, definition, clock, response, signal, handle, later } = parameters
  const date = { date: new Date(clock.now()).toUTCString() }
  const send = ({ status, body, headers }: SimAnswer) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    response.writeHead(status, { 'content-type': 'application/json', ...date, ...headers }).end(text)
  }
  const kind = fault?.kind
  const ms = fault?.ms ?? 0
  if (kind === 'dropBefore') return void response.destroy()
  if (kind === 'late') {
    later(ms, async () => void (await handle()))
    return void response.destroy()
  }
  if (kind === 'errorBefore') return send({ status: 500, body: { message: 'internal error' } })
  if (kind === 'throttle')
    return send({ status: 429, body: { message: 'too many requests' }, headers: { 'retry-after': String(Math.ceil(ms / 1_000)) } })
  if (kind === 'redirect') return send({ status: 307, body: '', headers: { location: '/elsewhere' } })
  const answer = await handle()
  switch (kind) {
    case 'delay':
      await elapse(clock, ms, signal)
      return response.destroyed ? undefined : send(answer)
    case 'hang':
      return elapse(clock, FOREVER_MS, signal)
    case 'dropAfter':
      return void response.destroy()
    case 'errorAfter':
      return send({ status: 500, body: { message: 'internal error' } })
    case 'html':
      return send({ status: 502, body: PAGE, headers: { 'content-type': 'text/html' } })
    case 'html200':
      return send({ status: 200, body: PAGE, headers: { 'content-type': 'text/html' } })
    case 'huge':
      return void response.writeHead(200, { 'content-type': 'application/json', ...date }).end(HUGE)
    case 'truncated': {
      const text = JSON.stringify(answer.body)
      return send({ ...answer, body: text.slice(0, Math.floor(text.length / 2)) })
    }
    case 'refused200':
      return send(definition.refusal(operation))
    case 'strange':
      return send(definition.strangeError(operation))
    default:
      return send(answer)
  }
}

/** Virtual time is moved, real time is waited for. A client whose patience ends meanwhile is gone afterwards. */
async function elapse(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (isVirtual(clock)) clock.advance(ms)
  else await clock.sleep(ms, signal).catch(() => {})
}

/** Whether a clock stands still until it is moved. */
export function isVirtual(clock: Clock): clock is VirtualClock {
  return 'advance' in clock
}
