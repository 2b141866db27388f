/** Asks several gateways at once, so that no single one decides what the payer gets to see. */
import { type GatewayRequest, toGatewayError } from './askGateway.ts'
import { askOneGateway, type GatewayAnswer } from './askOneGateway.ts'
import { byHealth } from './gatewayHealth.ts'
import { sleep } from './sleep.ts'

/** Asked at the same time. Leaving something out takes all of them. */
const AT_ONCE = 3
/** Milliseconds that the others get once one has answered: a slow gateway delays by this much, not by its time-out. */
const GRACE = 1_000

/** A gateway's answer. */
export type FromGateway<output> = { readonly gateway: string; readonly data: output }

/** Every good answer that came in time, at least one; the reasons of those that gave none. @throws GatewayError with every gateway's reason. */
export async function askSeveral<output>({
  gateways,
  signal,
  ...request
}: GatewayRequest<output>): Promise<{ readonly answers: readonly FromGateway<output>[]; readonly reasons: readonly string[] }> {
  const ordered = byHealth(gateways)
  const reasons: string[] = []
  for (let start = 0; start < ordered.length; start += AT_ONCE) {
    const answers = await askGroup(ordered.slice(start, start + AT_ONCE), { ...request, signal }, reasons)
    if (answers.length > 0) return { answers, reasons }
  }
  throw toGatewayError(request.path, reasons)
}

async function askGroup<output>(
  gateways: readonly string[],
  request: Omit<GatewayRequest<output>, 'gateways'>,
  reasons: string[],
): Promise<readonly FromGateway<output>[]> {
  const late = new AbortController()
  const signal = request.signal ? AbortSignal.any([request.signal, late.signal]) : late.signal
  const answers: FromGateway<output>[] = []
  const asked = gateways.map(async (gateway) => {
    const answer: GatewayAnswer<output> = await askOneGateway(gateway, { ...request, signal })
    if (!answer.ok) reasons.push(`${gateway}: ${answer.reason}`)
    else answers.push({ gateway, data: answer.data })
    return answer.ok
  })
  const all = Promise.allSettled(asked)
  // The first good answer starts the clock for the others; without one all are waited for.
  const first = Promise.any(asked.map(async (item) => (await item) || Promise.reject(new Error('no answer')))).catch(() => all)
  await Promise.race([all, first.then(() => sleep(GRACE, signal)).catch(() => all)])
  late.abort(new Error('others answered'))
  await all
  request.signal?.throwIfAborted()
  return answers
}
