/** `paynode dev --psp paystack,mpesa,circle,binance`: the real processes, and an order that settles through each simulated vendor. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { getLauncher } from '../../network/paths.ts'

const directory = mkdtempSync(join(tmpdir(), 'paynode-dev-psp-'))
const file = join(directory, 'network.json')

/** Runs the CLI; `lines` are its standard output's. */
function paynode(...args: readonly string[]) {
  const child = spawn(process.execPath, [getLauncher(), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk
  })
  return { child, lines: createInterface({ input: child.stdout }), errors: () => errors, closed: once(child, 'close') }
}

async function pay(to: string, payout?: string) {
  const exact = payout === undefined ? [] : ['--payout', payout]
  const run = paynode('order', 'create', '--network', file, '--amount', '25', ...exact, '--to', to, '--wait', 'settled', '--json')
  const events: string[] = []
  run.lines.on('line', (line) => events.push(JSON.parse(line).event))
  const [code] = await run.closed
  return { code, events, errors: run.errors() }
}

test('an order settles through each of Paystack, M-Pesa, Circle and Binance', { timeout: 120_000 }, async () => {
  const dev = paynode(
    'dev',
    '--providers',
    '2',
    '--corridors',
    'NGN/bank,KES/mpesa,USD/wire,USDT/binance',
    '--psp',
    'paystack,mpesa,circle,binance',
    '--network-file',
    file,
    '--json',
  )
  try {
    const ready = await Promise.race([once(dev.lines, 'line'), dev.closed.then(() => Promise.reject(new Error(dev.errors())))])
    expect(JSON.parse(ready[0])).toMatchObject({ gateways: expect.any(Array) })
    const settled = { code: 0, events: ['locked', 'claimed', 'settled'], errors: expect.any(String) }
    expect(await pay('NGN/bank:058:0123456789', '30000')).toEqual(settled)
    expect(await pay('KES/mpesa:254712345678', '3000')).toEqual(settled)
    expect(await pay('USD/wire:b8627ae8-732b-4d25-b947-1df8f4007a29')).toEqual(settled)
    expect(await pay('USDT/binance:BINANCE_ID:36072162')).toEqual(settled)
  } finally {
    dev.child.kill('SIGTERM')
    await dev.closed
    rmSync(directory, { recursive: true, force: true })
  }
})
