/** Progress on stderr: a line that updates on a terminal, plain lines or silence elsewhere. */

/** Shows what long work is doing. */
export type Progress = {
  /** Replaces the updating line (terminal only). */
  update(text: string): void
  /** Writes a line that stays. */
  line(text: string): void
  /** Clears the updating line. */
  close(): void
}

const CLEAR = '\r\x1b[2K'

/** Progress for a stream. `plain` says what happens off a terminal: lines are written, or nothing is. */
export function createProgress(stream: NodeJS.WriteStream, { plain }: { plain: 'lines' | 'quiet' }): Progress {
  let current = ''
  if (!stream.isTTY) {
    const write = plain === 'lines' ? (text: string) => void stream.write(`${text}\n`) : () => {}
    return { update: () => {}, line: write, close: () => {} }
  }
  const draw = (text: string) => {
    current = text
    stream.write(`${CLEAR}${text.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`)
  }
  return {
    update: draw,
    line(text) {
      stream.write(`${CLEAR}${text}\n`)
      if (current) draw(current)
    },
    close() {
      if (current) stream.write(CLEAR)
      current = ''
    },
  }
}
