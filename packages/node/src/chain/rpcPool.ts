/** One client over several RPC endpoints: asks the healthiest, moves on when it fails, and tells every endpoint of a transaction. */
import { type Chain, createPublicClient, createTransport, http, type PublicClient, type Transport } from 'viem'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { classifyRpcError } from './rpcErrors.ts'
import { createRpcHealth, type RpcHealth } from './rpcHealth.ts'

/** What a pool needs. URLs may hold keys: only the host is ever logged. */
export type RpcPoolDeps = {
  readonly urls: readonly string[]
  readonly chain: Chain
  readonly pollMs: number
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  /** Milliseconds an endpoint may take; 10 s unless told. */
  readonly timeoutMs?: number | undefined
  /** What an endpoint's HTTP header says the time is, unix milliseconds, to the second. */
  readonly onDate?: ((endpoint: string, now: number) => void) | undefined
}

/** One endpoint by itself, for comparing. */
export type RpcEndpoint = { readonly index: number; readonly name: string; readonly client: PublicClient }

/** `client` asks whoever is healthiest; `endpoints` are asked one by one. */
export type RpcPool = {
  readonly client: PublicClient
  readonly endpoints: readonly RpcEndpoint[]
  readonly health: RpcHealth
}

const REST_MS = { rateLimited: 5_000, unreachable: 1_000 } as const
/** The header cuts the fraction off. */
const HALF_SECOND_MS = 500
const LONGEST_REST_MS = 60_000
const WEIGHTS = { rateLimited: 2, unreachable: 1 } as const

type Request = (call: { readonly method: string; readonly params?: unknown }) => Promise<unknown>

/** Creates the pool; asks nobody yet. */
export function createRpcPool({ urls, chain, pollMs, clock, logger, metrics, timeoutMs = 10_000, onDate }: RpcPoolDeps): RpcPool {
  const health = createRpcHealth(urls.length, clock)
  const open = (transport: Transport) => createPublicClient({ chain, transport, pollingInterval: pollMs, cacheTime: 0 })
  const endpoints = urls.map((url, index) => {
    const name = new URL(url).host
    const onFetchResponse = ({ headers }: Response) => {
      const date = Date.parse(headers.get('date') ?? '')
      if (!Number.isNaN(date)) onDate?.(name, date + HALF_SECOND_MS)
    }
    return { index, name, client: open(http(url, { timeout: timeoutMs, retryCount: 0, onFetchResponse })) }
  })

  const ask = async ({ index, name, client }: RpcEndpoint, call: Parameters<Request>[0]): Promise<unknown> => {
    const started = clock.now()
    try {
      const answer = await (client.request as Request)(call)
      health.succeeded(index, clock.now() - started)
      return answer
    } catch (error) {
      const { fault, retryAfterMs } = classifyRpcError(error)
      if (fault !== 'answer') {
        const { points } = health.read(index)
        health.failed(index, WEIGHTS[fault], retryAfterMs ?? Math.min(LONGEST_REST_MS, REST_MS[fault] * 2 ** Math.min(points, 6)))
        metrics.count('paynode_rpc_faults_total', { endpoint: name, fault })
        if (points < 1) logger.warn({ endpoint: name, method: call.method, fault }, 'RPC endpoint failed, the next one is asked')
      }
      throw error
    }
  }
  const askInTurn: Request = async (call) => {
    let failure: unknown = new Error('every RPC endpoint was found lying; check chain.rpcUrls')
    for (const index of health.order()) {
      try {
        return await ask(endpoints[index] as RpcEndpoint, call)
      } catch (error) {
        if (classifyRpcError(error).fault === 'answer') throw error
        failure = error
      }
    }
    throw failure
  }
  /** A node that swallows a transaction must not be the only one that has it. The first good answer counts. */
  const tellAll: Request = async (call) => {
    const told = health.order().map((index) => ask(endpoints[index] as RpcEndpoint, call))
    if (told.length === 0) return askInTurn(call)
    return Promise.any(told).catch((error: AggregateError) => {
      const known = error.errors.find((one) => /already known|already imported|nonce too low/i.test(String(one)))
      throw known ?? error.errors.find((one) => classifyRpcError(one).fault === 'answer') ?? error.errors[0]
    })
  }
  const request: Request = (call) => (call.method === 'eth_sendRawTransaction' ? tellAll(call) : askInTurn(call))
  const transport = () => createTransport({ key: 'pool', name: 'RPC pool', type: 'pool', retryCount: 0, request: request as never })
  return { client: open(transport), endpoints, health }
}
