/** Starts a PSP simulator: a real HTTP server with its own ledger and signed notices, that fails as its script says. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { systemClock } from '../../runtime/clock.ts'
import { closeOnAbort } from '../../runtime/closeOnAbort.ts'
import { listenHttp } from '../../runtime/listenHttp.ts'
import { parseJson } from '../../runtime/parseJson.ts'
import { readBody } from '../../runtime/readBody.ts'
import { applyFault, isVirtual } from './applyFault.ts'
import { createAgenda } from './createAgenda.ts'
import { createBook } from './createBook.ts'
import type {
  Ending,
  Fault,
  Notice,
  Operation,
  Script,
  SimContext,
  SimPayout,
  SimRequest,
  SimStatus,
  Simulator,
  SimulatorOptions,
  VendorDefinition,
} from './types.ts'

const MAX_BODY = 262_144
const RETRY_MS = 180_000
/** Without a script: everything works. */
const calm: Script = {
  seed: 0,
  faults: [],
  endings: [{ status: 'SUCCEEDED', settleMs: 50 }],
  notices: { copies: 1, delayMs: 5, drop: false, forge: false, reorder: false },
  poor: false,
}

/** Resolves when it listens; `close()` or aborting `signal` ends open connections. */
export async function startSimulator(definition: VendorDefinition, options: SimulatorOptions = {}): Promise<Simulator> {
  const { clock = systemClock, port = 0, host = '127.0.0.1' } = options
  const stop = new AbortController()
  const agenda = createAgenda(clock, !isVirtual(clock))
  let script = calm
  let faults: Fault[] = []
  let endings: Ending[] = [...calm.endings]
  let { webhookUrl } = options
  const counts = new Map<Operation, number>()

  const book = createBook({
    clock,
    balances: definition.balances,
    nextEnding: () => (endings.length > 1 ? endings.shift() : endings[0]) ?? { status: 'SUCCEEDED', settleMs: 50 },
    isPoor: () => script.poor,
    onCommitted: (payout) => planNotices(payout),
  })
  const context: SimContext = { book, clock, send: (notice, delayMs) => agenda.add(delayMs, () => deliver(notice)) }

  const planNotices = (payout: SimPayout) => {
    const { notices } = script
    if (!definition.notice || notices.drop) return
    const { settleMs, returnAfterMs, status } = payout.ending
    const steps: { readonly status: SimStatus; readonly at: number }[] = [{ status, at: settleMs }]
    if (status === 'SUCCEEDED' && returnAfterMs !== undefined) steps.push({ status: 'RETURNED', at: settleMs + returnAfterMs })
    const last = steps.at(-1)?.at ?? 0
    for (const step of steps) {
      const delay = notices.reorder ? 2 * last - step.at + notices.delayMs : step.at + notices.delayMs
      if (notices.forge) agenda.add(delay / 2, () => announce(payout, step.status, true))
      for (let copy = 0; copy < notices.copies; copy++) agenda.add(delay + copy, () => announce(payout, step.status, false))
    }
  }
  const announce = async (payout: SimPayout, status: SimStatus, forged: boolean) => {
    const notice = definition.notice?.(payout, status, forged)
    if (notice) await deliver(notice)
  }
  const deliver = async (notice: Notice, tries = 3) => {
    const target = notice.url ?? (webhookUrl && webhookUrl + (notice.path ?? ''))
    if (!target) return
    const headers = { 'content-type': 'application/json', ...notice.headers }
    const taken = await fetch(target, { method: 'POST', headers, body: notice.body, signal: stop.signal })
      .then((response) => response.arrayBuffer().then(() => response.status < 500))
      .catch(() => true) // nobody listens: the vendor's loss
    if (!taken && tries > 1 && !notice.once) agenda.add(RETRY_MS, () => deliver(notice, tries - 1))
  }
  const takeFault = (operation: Operation) => {
    const index = faults.findIndex(({ on }) => on === operation)
    return index < 0 ? undefined : faults.splice(index, 1)[0]
  }

  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = await readRequest(incoming)
    if (!request) return void response.writeHead(413).end()
    const operation = definition.operationOf(request)
    counts.set(operation, (counts.get(operation) ?? 0) + 1)
    const fault = takeFault(operation)
    const handle = async () => definition.handle(request, context)
    await applyFault({ fault, operation, definition, clock, response, signal: stop.signal, handle, later: agenda.add })
  }
  const server = await listenHttp((request, response) => void serve(request, response).catch(() => response.destroy()), { host, port })
  const close = closeOnAbort(options.signal, async () => {
    stop.abort()
    await Promise.all([server.close(), agenda.close()])
  })
  return {
    vendor: definition.vendor,
    url: server.url,
    book,
    play(next) {
      script = next
      faults = [...next.faults]
      endings = [...next.endings]
    },
    count: (operation) => counts.get(operation) ?? 0,
    setWebhookUrl(url) {
      webhookUrl = url
    },
    flush: agenda.flush,
    nextDue: agenda.nextDue,
    close,
  }
}

async function readRequest(incoming: IncomingMessage): Promise<SimRequest | undefined> {
  const raw = await readBody(incoming, MAX_BODY)
  if (!raw) return undefined
  const body = raw.toString('utf8')
  const url = new URL(incoming.url ?? '/', 'http://simulator')
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body,
    json: parseJson(body),
  }
}
