/** An HTTP proxy in front of a real node that lags, lies, throttles or hangs up on command. */

import { listenHttp } from '../runtime/listenHttp.ts'
import { readBody } from '../runtime/readBody.ts'

/** What the proxy does. `forge`: other block hashes · `hide`: no logs · `lag`: as if that many blocks behind. */
export type Misdeed = 'none' | 'down' | 'throttle' | 'forge' | 'hide' | { readonly lag: number }
export type RpcProxy = { readonly url: string; readonly calls: string[]; misdeed: Misdeed; close(): Promise<void> }

type Call = { readonly id: number; readonly method: string; readonly params?: unknown[] }

/** Starts a proxy that behaves. */
export async function startRpcProxy(target: string): Promise<RpcProxy> {
  const server = await listenHttp(
    (request, response) => {
      void (async () => {
        const call = JSON.parse(String(await readBody(request, 1 << 20))) as Call
        proxy.calls.push(call.method)
        if (proxy.misdeed === 'down') return void response.destroy()
        if (proxy.misdeed === 'throttle') return void response.writeHead(429, { 'retry-after': '2' }).end('slow down')
        const answer = await tell(target, proxy.misdeed, call)
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
      })().catch(() => response.destroy())
    },
    { host: '127.0.0.1', port: 0 },
  )
  const proxy: RpcProxy = { url: server.url, calls: [], misdeed: 'none', close: server.close }
  return proxy
}

async function tell(target: string, misdeed: Misdeed, call: Call): Promise<unknown> {
  if (typeof misdeed === 'object') return lag(target, misdeed.lag, call)
  const answer = (await ask(target, call)) as { result?: { hash?: string } | unknown[] | null }
  if (misdeed === 'hide' && call.method === 'eth_getLogs') return { ...answer, result: [] }
  if (misdeed === 'forge' && call.method === 'eth_getBlockByNumber' && answer.result && !Array.isArray(answer.result))
    return { ...answer, result: { ...answer.result, hash: `0x${'de'.repeat(32)}` } }
  return answer
}

async function lag(target: string, blocks: number, call: Call): Promise<unknown> {
  const { result } = (await ask(target, { id: 1, method: 'eth_blockNumber', params: [] })) as { result: string }
  const head = `0x${Math.max(0, Number(result) - blocks).toString(16)}`
  if (call.method === 'eth_blockNumber') return { jsonrpc: '2.0', id: call.id, result: head }
  const params = call.params?.map((param) => (param === 'latest' ? head : param))
  return ask(target, { ...call, ...(params ? { params } : {}) })
}

async function ask(target: string, call: Call): Promise<unknown> {
  const response = await fetch(target, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', ...call }),
  })
  return response.json()
}
