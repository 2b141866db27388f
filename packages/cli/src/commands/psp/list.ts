/** `paynode psp list`: the vendors, or a configuration's own. */
import { loadNodeConfig } from '../../config/loadNodeConfig.ts'
import { simulatedVendors } from '../../network/startVendorSimulator.ts'
import type { View } from '../../output/render.ts'
import { toTable } from '../../output/text.ts'

/** Reads no secrets and asks nobody. */
export async function listPsps(file: string | undefined): Promise<View> {
  const { pspVendors, toPspName } = await import('@paynode/node')
  if (file) {
    const { corridors } = await loadNodeConfig(file)
    const all = corridors.flatMap(({ corridor, psp, fallbacks }) => [psp, ...fallbacks].map((one) => ({ corridor, psp: one })))
    const psps = all.map(({ corridor, psp }) => {
      const url = psp.vendor === 'module' ? psp.moduleFile : 'url' in psp ? psp.url : (psp.baseUrl ?? 'the vendor’s own')
      return { corridor, vendor: toPspName(psp), mode: 'mode' in psp ? psp.mode : '', url }
    })
    const rows = psps.map(({ corridor, vendor, mode, url }) => [corridor, vendor, mode, url])
    return { data: { psps }, text: () => (rows.length === 0 ? 'No corridors.' : toTable(['corridor', 'vendor', 'mode', 'url'], rows)) }
  }
  const simulated: ReadonlySet<string> = new Set(simulatedVendors)
  const vendors = pspVendors.map((vendor) => ({ vendor, simulated: simulated.has(vendor) }))
  const rows = vendors.map((row) => [row.vendor, row.simulated ? `paynode psp simulate ${row.vendor}` : ''])
  return { data: { vendors }, text: () => toTable(['vendor', 'simulator'], rows) }
}
