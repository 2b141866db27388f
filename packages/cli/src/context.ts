/** What every command gets from the process: where to print, when to stop, the environment. */
import type { Command } from 'commander'
import type { Progress } from './output/progress.ts'
import type { OutputMode, View } from './output/render.ts'

/** The process, as commands see it. */
export type Context = {
  readonly signal: AbortSignal
  readonly env: Readonly<Record<string, string | undefined>>
  /** Prints one result: a text block or a JSON line. */
  emit(view: View): void
  /** Progress on stderr, quiet when not a terminal. */
  readonly progress: Progress
  /** Progress on stderr, plain lines when not a terminal: for long shows like the demo. */
  readonly story: Progress
  readonly mode: () => OutputMode
}

/** Adds a command to its parent. */
export type AddCommand = (parent: Command, context: Context) => void
