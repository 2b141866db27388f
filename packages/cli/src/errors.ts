/** Errors that are one clear line for a person and an exit code for a program. */

/** What a process says when it ends: done, failed, wrongly called, or worth another try later. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, retry: 75, interrupted: 130 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** An expected error: printed as one line without a stack. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode = exitCodes.failed, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}

/** The command was called wrongly: exit 2. */
export function usageError(message: string, options?: ErrorOptions): CliError {
  return new CliError(message, exitCodes.usage, options)
}

/** The same command may succeed later: exit 75. */
export function retryError(message: string, options?: ErrorOptions): CliError {
  return new CliError(message, exitCodes.retry, options)
}

/** Somebody asked the process to stop: exit 130. */
export class InterruptedError extends CliError {
  constructor(signal: string) {
    super(`stopped by ${signal}`, exitCodes.interrupted)
  }
}

/** Runs a parser at the command line's edge; what it throws is a usage error. */
export function parseArgument<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof CliError) throw error
    throw usageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

/** One line and an exit code for anything that was thrown. SDK errors carry `shortMessage` and `retryable`. */
export function describeError(error: unknown): { readonly message: string; readonly exitCode: ExitCode } {
  if (error instanceof CliError) return { message: error.message, exitCode: error.exitCode }
  if (!(error instanceof Error)) return { message: String(error), exitCode: exitCodes.failed }
  const { shortMessage, retryable, metaMessages } = error as { shortMessage?: unknown; retryable?: unknown; metaMessages?: unknown }
  const details = Array.isArray(metaMessages) && typeof shortMessage === 'string' && 'retryable' in error ? metaMessages.map(String) : []
  const message = [typeof shortMessage === 'string' ? shortMessage : error.message, ...details].join(' ')
  return { message: message.replace(/\s*\n\s*/g, ' ').trim(), exitCode: retryable === true ? exitCodes.retry : exitCodes.failed }
}
