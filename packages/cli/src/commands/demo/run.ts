/** `paynode demo`: the whole flow with faults, and its proof. */
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { runDemo } from '../../demo/runDemo.ts'
import { toDemoText } from '../../demo/toDemoText.ts'
import { CliError } from '../../errors.ts'

/** Adds the command. */
export function addDemo(parent: Command, context: Context): void {
  parent
    .command('demo')
    .description('pay 24 orders on a local network while things go wrong, then prove that nothing was lost or paid twice')
    .action(async () => {
      const result = await runDemo({ story: context.story, signal: context.signal })
      context.emit({ data: result, text: () => toDemoText(result) })
      if (!result.ok) throw new CliError(result.violations[0] ?? 'the demo failed')
    })
}
