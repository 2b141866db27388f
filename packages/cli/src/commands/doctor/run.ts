/** `paynode doctor`: everything a daemon stands on, looked at once, with how to mend what is wrong. */
import type { Finding } from '@paynode/node'
import type { Command } from 'commander'
import { loadNodeConfig } from '../../config/loadNodeConfig.ts'
import type { Context } from '../../context.ts'
import { CliError } from '../../errors.ts'
import { createPassphrase } from '../../keys/passphrase.ts'
import { toTable } from '../../output/text.ts'

/** Adds the command. */
export function addDoctor(parent: Command, context: Context): void {
  parent
    .command('doctor')
    .description(
      'check keys, disk, RPCs, clock, contracts, registry entry, stake, gas, PSPs and ports; changes nothing; exits 1 when something is broken',
    )
    .requiredOption('--config <file>', 'configuration, as written by `paynode init`')
    .action(async ({ config: file }: { readonly config: string }) => {
      const { signal, progress } = context
      const config = await loadNodeConfig(file)
      const { examineNode } = await import('@paynode/node')
      const passphrase = createPassphrase(config.keys.passphraseFile, signal)
      const found = await examineNode(config, { signal, passphrase, onStep: (area) => progress.update(`looking at ${texts[area]} …`) })
      progress.close()
      const findings = found.map(({ next, ...finding }) => (next ? { ...finding, next: next.replaceAll('<file>', file) } : finding))
      const failed = findings.filter(({ result }) => result === 'failed').length
      context.emit({ data: { ok: failed === 0, findings }, text: () => toText(findings) })
      if (failed > 0) throw new CliError(`${failed} ${failed === 1 ? 'thing is' : 'things are'} broken`)
    })
}

const texts: Readonly<Record<Finding['area'], string>> = {
  keys: 'the keys',
  disk: 'the disk',
  rpc: 'the RPCs and the clock',
  contracts: 'the contracts',
  registry: 'the contracts, the registry and the stake',
  money: 'the stake and the gas',
  psp: 'the PSPs',
  ports: 'the ports',
  gateway: 'the gateway',
  payouts: 'the switches',
}
const marks = { ok: '✓', warning: '!', failed: '✗', skipped: '–' } as const

function toText(findings: readonly Finding[]): string {
  const rows = findings.map(({ area, subject, result, detail }) => [marks[result], area, subject, detail])
  const todo = findings.flatMap(({ result, area, subject, detail, next }) =>
    next === undefined ? [] : [`${marks[result]} ${area} ${subject}: ${detail}\n  → ${next}`],
  )
  const table = toTable(['', 'area', 'what', 'found'], rows)
  return todo.length === 0 ? `${table}\n\nNothing to mend.` : `${table}\n\nTo mend:\n${todo.join('\n')}`
}
