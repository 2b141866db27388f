/** The one renderer: a command returns data and how a person reads it; this prints one or the other on stdout. */
import { toJsonLine } from './json.ts'

/** A command's result. `text` is only computed for people. */
export type View = { readonly data: unknown; readonly text: () => string }

export type OutputMode = 'json' | 'text'

/** Prints a view on stdout. */
export function render(view: View, mode: OutputMode, stdout: NodeJS.WritableStream): void {
  const text = mode === 'json' ? toJsonLine(view.data) : view.text()
  if (text) stdout.write(`${text}\n`)
}
