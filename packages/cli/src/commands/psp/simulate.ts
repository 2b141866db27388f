/** `paynode psp simulate`: plays a vendor until it is stopped. */
import { once } from 'node:events'
import type { Context } from '../../context.ts'
import { usageError } from '../../errors.ts'
import { parseCount } from '../../network/parseOptions.ts'
import { simulatedVendors, startVendorSimulator } from '../../network/startVendorSimulator.ts'

export type SimulateOptions = { readonly port: string; readonly webhookUrl?: string }

/** Prints the address and a play account: the part for a configuration, and the secrets for its environment. */
export async function simulatePsp(name: string, { port, webhookUrl }: SimulateOptions, { emit, signal }: Context): Promise<void> {
  const vendor = simulatedVendors.find((known) => known === name)
  if (!vendor) throw usageError(`"${name}" has no simulator; there are: ${simulatedVendors.join(', ')}`)
  if (webhookUrl !== undefined && !URL.canParse(webhookUrl)) throw usageError('--webhook-url is no URL')
  const account = await startVendorSimulator(vendor, { port: parseCount(port, '--port', { min: 0, max: 65_535 }), webhookUrl, signal })
  const { simulator, corridor, psp, env, certificate } = account
  try {
    const data = { ready: true, vendor, url: simulator.url, corridor, psp, env, ...(certificate ? { certificate } : {}), pid: process.pid }
    const lines = [
      `${vendor} plays at ${simulator.url}`,
      ...Object.entries(env).map(([key, value]) => `export ${key}=${value}`),
      ...(certificate ? [`mpesa.pem:\n${certificate.trim()}`] : []),
      `"psp": ${JSON.stringify(psp, null, 2)}`,
    ]
    emit({ data, text: () => lines.join('\n') })
    if (!signal.aborted) await once(signal, 'abort')
  } finally {
    await simulator.close()
  }
}
