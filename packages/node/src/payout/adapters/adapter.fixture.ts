/** What the adapters' tests share: a reference, a signal, an intent in naira, and real HTTP servers that end with their test. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PaymentReference } from '@paynode/sdk/protocol'
import { afterEach } from 'vitest'
import type { PayoutIntent } from '../psp.ts'

export const signal = new AbortController().signal
export const reference = `pn${'a2'.repeat(13)}` as PaymentReference
export const nairaIntent: PayoutIntent = {
  reference,
  amount: { value: 150_050n, currency: 'NGN' },
  recipient: { corridor: 'NGN/bank', institution: '011', account: '0000014579' },
  memo: reference,
}

/** Called after each test; every importing file has its own. */
export const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** Serves on loopback until the test ends. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
