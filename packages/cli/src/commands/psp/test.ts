/** `paynode psp test`: whether a configured PSP works. Moves no money. */
import { parseRecipient } from '@paynode/sdk/protocol'
import { loadNodeConfig } from '../../config/loadNodeConfig.ts'
import type { Context } from '../../context.ts'
import { CliError, parseArgument, usageError } from '../../errors.ts'
import { toTable } from '../../output/text.ts'

export type TestOptions = { readonly config: string; readonly to?: string }

/** Prints what was found. @throws when something failed, so that scripts notice. */
export async function tryPsp(vendor: string, { config: file, to }: TestOptions, { emit, signal }: Context): Promise<void> {
  const recipient = to === undefined ? undefined : parseArgument(() => parseRecipient(to))
  const { corridors, webhooks } = await loadNodeConfig(file)
  const { systemClock, testPsp, toPspName } = await import('@paynode/node')
  const all = corridors.flatMap(({ corridor, psp, fallbacks }) => [psp, ...fallbacks].map((one) => ({ corridor, psp: one })))
  const mine = all.filter(({ psp }) => toPspName(psp) === vendor)
  const known = [...new Set(all.map(({ psp }) => toPspName(psp)))].join(', ') || 'none'
  if (mine.length === 0) throw usageError(`${file} does not pay through "${vendor}"; it has: ${known}`)
  const checks = []
  for (const corridor of mine) {
    const asked = recipient?.corridor === corridor.corridor ? recipient : undefined
    const found = await testPsp({ corridor, webhooks, recipient: asked, clock: systemClock, signal })
    checks.push(...found.map((check) => ({ corridor: corridor.corridor, ...check })))
  }
  const rows = checks.map(({ corridor, check, result, detail }) => [corridor, check, result, detail])
  emit({ data: { vendor, checks }, text: () => toTable(['corridor', 'check', 'result', 'detail'], rows) })
  const failed = checks.filter(({ result }) => result === 'failed').map(({ check }) => check)
  if (failed.length > 0) throw new CliError(`${vendor} is not ready to pay: ${failed.join(', ')}`)
}
